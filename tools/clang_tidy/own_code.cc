// A plugin of clang-tidy: its checks look only at what is declared in this
// tree, not into the headers of libraries, where most of the time would go and
// whose findings are not shown anyhow.

#include <vector>

#include "clang-tidy/ClangTidyCheck.h"
#include "clang-tidy/ClangTidyModule.h"
#include "clang-tidy/ClangTidyModuleRegistry.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Basic/SourceLocation.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/StringRef.h"

namespace {

// The first node that is matched is the translation unit. From then on only
// the declarations of this tree are.
class OwnCode : public clang::tidy::ClangTidyCheck {
 public:
  using ClangTidyCheck::ClangTidyCheck;

  void registerMatchers(clang::ast_matchers::MatchFinder* finder) override {
    finder->addMatcher(clang::ast_matchers::translationUnitDecl().bind("unit"),
                       this);
  }

  void check(
      const clang::ast_matchers::MatchFinder::MatchResult& result) override {
    const auto* unit =
        result.Nodes.getNodeAs<clang::TranslationUnitDecl>("unit");
    std::vector<clang::Decl*> own;
    for (clang::Decl* declaration : unit->decls()) {
      if (IsOwn(*result.SourceManager, declaration->getLocation())) {
        own.push_back(declaration);
      }
    }
    result.Context->setTraversalScope(own);
  }

 private:
  // Bazel names the tree's files by their paths from its root, and puts those
  // it generates below bazel-out.
  static bool IsOwn(const clang::SourceManager& sources,
                    clang::SourceLocation location) {
    if (location.isInvalid() || sources.isInSystemHeader(location)) {
      return false;
    }
    const llvm::StringRef file =
        sources.getFilename(sources.getExpansionLoc(location));
    const llvm::StringRef generated = "bazel-out/";
    return file.take_front(1) != "/" &&
           file.take_front(generated.size()) != generated;
  }
};

class Module : public clang::tidy::ClangTidyModule {
 public:
  void addCheckFactories(
      clang::tidy::ClangTidyCheckFactories& factories) override {
    factories.registerCheck<OwnCode>("own-code");
  }
};

const clang::tidy::ClangTidyModuleRegistry::Add<Module> kModule(
    "own-code", "Limits the checks to this tree's own code.");

}  // namespace
