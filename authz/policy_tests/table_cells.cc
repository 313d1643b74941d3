#include "authz/policy_tests/table_cells.h"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "authz/policy_tests/unique_names.h"
#include "authz/text/enum_names.h"
#include "authz/text/suggestion.h"
#include "authz/text/text_file.h"

namespace authz {
namespace {

using Names = google::protobuf::RepeatedPtrField<std::string>;

// A row or a column.
struct Line {
  std::string name;
  Names covers;
  Names unset;
  // What it adds to the request of a cell.
  v1::CheckRequest request;
  const SourceNode* place = nullptr;
};

class Expander {
 public:
  Expander(const policy_v1::Table& table, const SourceNode& place,
           const Fixtures& fixtures, std::vector<Issue>& issues)
      : table_(table),
        place_(place),
        fixtures_(fixtures),
        issues_(issues),
        row_names_("row", issues),
        column_names_("column", issues) {}

  std::vector<TestCase> Expand() {
    for (int i = 0; i < table_.action_size(); ++i) AddAction(i);
    for (int i = 0; i < table_.column_size(); ++i) {
      AddLine(table_.column(i), place_.At("column", i), column_names_,
              columns_);
    }
    for (int i = 0; i < table_.row_size(); ++i) {
      AddLine(table_.row(i), place_.At("row", i), row_names_, rows_);
    }
    if (rows_.empty()) Report(place_, "the table has no row, add one");
    if (columns_.empty()) {
      Report(place_,
             "the table has no column, list an `action` or add a `column`");
    }
    allowing_.assign(rows_.size() * columns_.size(), nullptr);
    for (int i = 0; i < table_.allow_size(); ++i) {
      Allow(table_.allow(i), place_.At("allow", i));
    }
    return Cells();
  }

 private:
  void Report(const SourceNode& place, std::string message) {
    authz::Report(place, std::move(message), issues_);
  }

  void AddAction(int index) {
    const std::string& name = table_.action(index);
    const SourceNode& place = place_.At("action", index);
    const google::protobuf::EnumDescriptor& type = *v1::Action_descriptor();
    const std::optional<int> action = EnumValueByShortName(type, name);
    if (!action.has_value()) {
      // Requests write it with the prefix.
      Report(place, absl::StrCat("unknown action `", name, "`",
                                 Suggestion(absl::StripPrefix(name, "ACTION_"),
                                            ShortEnumNames(type))));
    }
    column_names_.Add(name, place);
    Line& column = columns_.emplace_back();
    column.name = name;
    column.place = &place;
    column.request.set_action(
        static_cast<v1::Action>(action.value_or(v1::ACTION_UNSPECIFIED)));
  }

  void AddLine(const policy_v1::TableLine& line, const SourceNode& place,
               UniqueNames& names, std::vector<Line>& lines) {
    names.Add(line.name(), place);
    lines.push_back({line.name(), line.covers(), line.unset(),
                     fixtures_.Merge(line, place), &place});
  }

  // The indices of the rows or columns that an `allow` lists in `field`.
  std::vector<int> Find(absl::string_view field, const Names& listed,
                        const SourceNode& place, const UniqueNames& names) {
    std::vector<int> indices;
    for (int i = 0; i < listed.size(); ++i) {
      if (const std::optional<int> index = names.Find(listed[i])) {
        indices.push_back(*index);
      } else {
        Report(place.At(field, i),
               absl::StrCat("the table has no ", field, " `", listed[i], "`",
                            names.Suggest(listed[i], ", add one")));
      }
    }
    if (listed.empty()) {
      Report(place, absl::StrCat("this allows nothing, list at least one `",
                                 field, "`"));
    }
    return indices;
  }

  void Allow(const policy_v1::TableAllow& allow, const SourceNode& place) {
    const std::vector<int> columns =
        Find("column", allow.column(), place, column_names_);
    for (const int row : Find("row", allow.row(), place, row_names_)) {
      for (const int column : columns) {
        const SourceNode*& allowing = allowing_[Index(row, column)];
        if (allowing != nullptr) {
          Report(place, absl::StrCat("`", rows_[row].name, " / ",
                                     columns_[column].name,
                                     "` is already allowed in line ",
                                     allowing->line, ", list it once"));
        }
        allowing = &place;
      }
    }
  }

  std::size_t Index(std::size_t row, std::size_t column) const {
    return row * columns_.size() + column;
  }

  std::vector<TestCase> Cells() {
    const v1::CheckRequest common = fixtures_.Merge(table_, place_);
    std::vector<TestCase> cells;
    cells.reserve(allowing_.size());
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      for (std::size_t column = 0; column < columns_.size(); ++column) {
        cells.push_back(MakeCell(common, rows_[row], columns_[column],
                                 allowing_[Index(row, column)]));
      }
    }
    return cells;
  }

  TestCase MakeCell(const v1::CheckRequest& common, const Line& row,
                    const Line& column, const SourceNode* allowing) {
    TestCase cell;
    cell.name =
        absl::StrCat(table_.name(), " / ", row.name, " / ", column.name);
    for (const Names* covers :
         {&table_.covers(), &row.covers, &column.covers}) {
      cell.covers.insert(cell.covers.end(), covers->begin(), covers->end());
    }
    cell.request = common;
    cell.request.MergeFrom(row.request);
    cell.request.MergeFrom(column.request);
    for (const Line* line : {&row, &column}) {
      Unset(line->unset, *line->place, cell.request, issues_);
    }
    cell.expect.set_allowed(allowing != nullptr);
    cell.line = allowing != nullptr ? allowing->line : row.place->line;
    cell.expects_only_allowed = true;
    return cell;
  }

  const policy_v1::Table& table_;
  const SourceNode& place_;
  const Fixtures& fixtures_;
  std::vector<Issue>& issues_;
  UniqueNames row_names_;
  UniqueNames column_names_;
  std::vector<Line> rows_;
  std::vector<Line> columns_;
  // By cell, the place of the `allow` that lists it.
  std::vector<const SourceNode*> allowing_;
};

}  // namespace

std::vector<TestCase> ExpandTable(const policy_v1::Table& table,
                                  const SourceNode& place,
                                  const Fixtures& fixtures,
                                  std::vector<Issue>& issues) {
  return Expander(table, place, fixtures, issues).Expand();
}

}  // namespace authz
