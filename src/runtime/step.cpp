#include "runtime/step.h"

namespace zeropoint {

std::span<const std::byte> StepMemory::input_bytes(std::size_t i) const {
  const Slot& slot = slots_[step_.inputs[i]];
  return {slot.constant ? slot.constant->bytes().data() : arena_ + offsets_[slot.storage], slot.bytes()};
}

std::span<std::byte> StepMemory::output_bytes(std::size_t o) const {
  const Slot& slot = slots_[step_.outputs[o]];
  return {arena_ + offsets_[slot.storage], slot.bytes()};
}

}  // namespace zeropoint
