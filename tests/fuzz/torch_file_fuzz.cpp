// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as the pickle of a torch archive and as a whole archive. Whatever is accepted lies inside its file.
#include "core/model/state_dict_pickle.h"
#include "core/model/zip_directory.h"

#include <cstdint>
#include <cstdlib>

using namespace timbre;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto tensors = model::readStateDict(text, "fuzz");
  if (tensors.ok())
    for (const model::PickledTensor& tensor : *tensors)
      if (tensor.offset < 0 || tensor.storageElements < 0 || tensor.shape.size() != tensor.strides.size()) std::abort();
  const auto members = model::readZipDirectory(text, "fuzz");
  if (members.ok())
    for (const auto& [name, bytes] : *members)
      if (bytes.data() < text.data() || bytes.data() + bytes.size() > text.data() + text.size()) std::abort();
  return 0;
}
