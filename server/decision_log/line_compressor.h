// Packed lines as frames of LZ4's format.

#ifndef SERVER_DECISION_LOG_LINE_COMPRESSOR_H_
#define SERVER_DECISION_LOG_LINE_COMPRESSOR_H_

#include <cstddef>

#include "absl/strings/string_view.h"
#include "server/decision_log/counted_number.h"
#include "server/decision_log/line_packing.h"
#include "server/operation_log/text_buffer.h"

namespace server {

// Counted lines become blocks as CountedBlock makes them. What repeats in other
// lines is left to the library to find.
class LineCompressor {
 public:
  // `dictionary` must outlive it.
  explicit LineCompressor(const LineDictionary& dictionary)
      : dictionary_(dictionary), lines_(dictionary) {}

  // Takes lines off the front of `packed`, which must consist of whole parts,
  // and appends a frame of them to `to`, each with its line break, until that
  // has so many bytes, room for the next line included, or more: less than 1
  // MiB where lines may have nothing in common. Returns how many lines those
  // are; without any there is no frame.
  int Compress(absl::string_view& packed, std::size_t until_size,
               TextBuffer& to);

 private:
  // Appends blocks of plain_.
  void CompressPlain(TextBuffer& to);

  const LineDictionary& dictionary_;
  PackedLines lines_;
  // Lines whose block has not begun.
  TextBuffer plain_;
  // For those.
  CountedNumber number_;
};

}  // namespace server

#endif  // SERVER_DECISION_LOG_LINE_COMPRESSOR_H_
