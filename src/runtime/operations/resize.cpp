// Resize along at most two axes, nearest and linear. These two are put next to each other in memory, the first axis (the
// batch) outside them and all others (the channels) inside.
#include <algorithm>
#include <limits>

#include "runtime/operations.h"
#include "runtime/operations/move.h"
#include "runtime/operations/resize_axis.h"
#include "runtime/preparation.h"

namespace zeropoint::operations {

namespace {

using Resizes = std::array<AxisResize, Shape::max_rank>;

struct Mode {
  Coordinates coordinates = Coordinates::half_pixel;
  Rounding rounding = Rounding::simple;
  bool linear = false;
};

template <class T>
struct Word {
  std::string_view word;
  T value;
};
constexpr Word<Coordinates> coordinate_words[] = {
    {"half_pixel", Coordinates::half_pixel},
    {"half_pixel_symmetric", Coordinates::half_pixel_symmetric},
    {"pytorch_half_pixel", Coordinates::pytorch_half_pixel},
    {"align_corners", Coordinates::align_corners},
    {"asymmetric", Coordinates::asymmetric},
    {"tf_half_pixel_for_nn", Coordinates::tf_half_pixel_for_nn},
    {"tf_crop_and_resize", Coordinates::tf_crop_and_resize},
};
constexpr Word<Rounding> rounding_words[] = {
    {"round_prefer_floor", Rounding::prefer_floor},
    {"round_prefer_ceil", Rounding::prefer_ceil},
    {"floor", Rounding::floor},
    {"ceil", Rounding::ceil},
};

template <class Words, class T>
bool look_up(const Words& words, std::string_view word, T& out) {
  const auto* found = std::ranges::find(words, word, [](const auto& row) { return row.word; });
  if (found != std::end(words)) out = found->value;
  return found != std::end(words);
}

Result<Mode> mode_of(const Preparation& p) {
  const std::string_view mode = p.word("mode", "nearest");
  Mode out;
  out.linear = mode == "linear";
  if (!out.linear && mode != "nearest") return p.error(ErrorCode::unsupported, "mode '", mode, "' is not supported");
  if (out.linear && p.integer("antialias", 0) != 0) return p.error(ErrorCode::unsupported, "antialias is not supported");
  const std::string_view coordinates = p.opset() < 11 ? "asymmetric" : p.word("coordinate_transformation_mode", "half_pixel");
  if (!look_up(coordinate_words, coordinates, out.coordinates)) {
    return p.error(ErrorCode::unsupported, "coordinate_transformation_mode '", coordinates, "' is not supported");
  }
  const std::string_view rounding = p.word("nearest_mode", "round_prefer_floor");
  if (p.opset() >= 11 && !look_up(rounding_words, rounding, out.rounding)) {
    return p.error(ErrorCode::unsupported, "nearest_mode '", rounding, "' is not supported");
  }
  return out;
}

// The axes that scales, sizes and roi speak of.
std::vector<std::size_t> listed_axes(const Preparation& p) {
  const std::size_t rank = p.shape(0).rank();
  std::vector<std::size_t> out;
  const auto listed = p.integers("axes");
  for (std::size_t i = 0; i < (listed ? listed->size() : rank); ++i) {
    const std::int64_t axis = listed ? (*listed)[i] : static_cast<std::int64_t>(i);
    out.push_back(static_cast<std::size_t>(axis < 0 ? axis + static_cast<std::int64_t>(rank) : axis));
  }
  return out;
}

// Sizes give an axis the scale out / in; a policy, that of the smallest or of the largest to all.
void scale_by_sizes(const Preparation& p, const std::vector<std::size_t>& axes, const std::vector<std::int64_t>& sizes, Resizes& out) {
  const std::string_view policy = p.word("keep_aspect_ratio_policy", "stretch");
  float common = 0;
  for (std::size_t k = 0; k < axes.size(); ++k) {
    AxisResize& axis = out[axes[k]];
    axis.scale = static_cast<float>(sizes[k]) / static_cast<float>(axis.in);
    common = k == 0 ? axis.scale : policy == "not_larger" ? std::min(common, axis.scale) : std::max(common, axis.scale);
  }
  for (const std::size_t axis : axes) out[axis].scale = policy == "stretch" ? out[axis].scale : common;
}

Result<Resizes> resizes_of(const Preparation& p) {
  const Shape &x = p.shape(0), &y = p.output_shape();
  Resizes out;
  for (std::size_t i = 0; i < x.rank(); ++i) out[i] = {static_cast<std::size_t>(x[i]), static_cast<std::size_t>(y[i])};
  const std::vector<std::size_t> axes = listed_axes(p);
  const std::size_t scales_at = p.opset() < 11 ? 1 : 2, sizes_at = 3;
  const auto misfit = [&](std::string_view name, std::size_t count) {
    return p.error(ErrorCode::shape_mismatch, name, " has ", count, " values for ", axes.size(), " axes");
  };
  if (p.has(sizes_at) && p.shape(sizes_at).element_count() > 0) {
    ZP_TRY(const auto& sizes, p.known_integers(sizes_at));
    if (sizes.size() != axes.size()) return misfit("sizes", sizes.size());
    scale_by_sizes(p, axes, sizes, out);
  } else if (p.has(scales_at)) {
    ZP_TRY(const auto& scales, p.known_reals(scales_at));
    if (scales.size() != axes.size()) return misfit("scales", scales.size());
    for (std::size_t k = 0; k < axes.size(); ++k) out[axes[k]].scale = static_cast<float>(scales[k]);
  }
  if (p.word("coordinate_transformation_mode", "") != "tf_crop_and_resize" || !p.has(1)) return out;
  ZP_TRY(const auto& roi, p.known_reals(1));
  if (roi.size() != 2 * axes.size()) return misfit("roi", roi.size());
  for (std::size_t k = 0; k < axes.size(); ++k) {
    out[axes[k]].roi_start = static_cast<float>(roi[k]);
    out[axes[k]].roi_end = static_cast<float>(roi[k + axes.size()]);
  }
  return out;
}

bool changes(const AxisResize& axis) { return axis.in != axis.out || axis.scale != 1 || axis.roi_start != 0 || axis.roi_end != 1; }

// The tensor as [images][rows][columns][channels] in memory, the axes that change being rows and columns.
struct Layout {
  MemoryOrder order;
  std::size_t images = 1, channels = 1;
  AxisResize rows, columns;
};

Result<Layout> layout_of(const Preparation& p, const Resizes& resizes) {
  const Shape& x = p.shape(0);
  const std::size_t rank = x.rank();
  std::vector<std::size_t> moved;
  for (std::size_t i = 0; i < rank; ++i) {
    if (changes(resizes[i])) moved.push_back(i);
  }
  // Pictures keep their channels innermost when only one of their sides changes.
  if (rank == 4 && (moved.empty() || moved.front() >= 2)) moved = {2, 3};
  if (moved.size() > 2) return p.error(ErrorCode::unsupported, "more than two axes are resized");
  Layout out;
  std::vector<std::size_t> order = moved;
  for (std::size_t i = 0; i < rank; ++i) {
    if (std::ranges::find(moved, i) != moved.end()) continue;
    if (i == 0) {
      order.insert(order.begin(), 0);
      out.images = static_cast<std::size_t>(x[0]);
    } else {
      order.push_back(i);
      out.channels *= static_cast<std::size_t>(x[i]);
    }
  }
  out.order = MemoryOrder(order);
  if (!moved.empty()) out.columns = resizes[moved.back()];
  if (moved.size() == 2) out.rows = resizes[moved.front()];
  for (const AxisResize* axis : {&out.rows, &out.columns}) {
    if (axis->in < 1 || axis->in > std::numeric_limits<std::int32_t>::max()) return p.error(ErrorCode::unsupported, "an axis of extent ", axis->in, " cannot be resized");
  }
  return out;
}

// What the steps hold: lambdas that capture it are copied on their way, buffers are not.
struct Tables {
  AxisTables rows, columns;
};

void extrapolate(const Tables& t, std::size_t channels, float value, float* y) {
  for (std::size_t r = 0; r < t.rows.outside.size(); ++r) {
    for (std::size_t c = 0; c < t.columns.outside.size(); ++c, y += channels) {
      if (t.rows.outside[r] || t.columns.outside[c]) std::fill_n(y, channels, value);
    }
  }
}

}  // namespace

Status resize(Preparation& p) {
  ZP_TRY(const Mode mode, mode_of(p));
  const bool extrapolates = mode.coordinates == Coordinates::tf_crop_and_resize;
  if (mode.linear || extrapolates) ZP_CHECK(p.check_floats({0}));
  ZP_TRY(const std::size_t width, moved_width(p, 0));
  ZP_TRY(const Resizes& resizes, resizes_of(p));
  ZP_TRY(const Layout& layout, layout_of(p, resizes));
  const auto tables_of = [&](const AxisResize& axis) {
    return mode.linear ? linear_tables(mode.coordinates, axis) : nearest_tables(mode.coordinates, mode.rounding, axis);
  };
  ZP_TRY(AxisTables rows, tables_of(layout.rows));
  ZP_TRY(AxisTables columns, tables_of(layout.columns));
  const auto tables = std::make_shared<const Tables>(Tables{std::move(rows), std::move(columns)});
  ZP_TRY(const Operand x, p.input(0, layout.order));
  const auto add = [&](auto&& resize_image) {
    p.add({x}, {p.output(0, layout.order)}, [=, images = layout.images](const StepMemory& m) -> Status {
      const std::size_t in = m.input<std::byte>(0).size() / std::max<std::size_t>(1, images), out = m.output<std::byte>(0).size() / std::max<std::size_t>(1, images);
      for (std::size_t i = 0; i < images; ++i) resize_image(m.input<std::byte>(0).subspan(i * in, in), m.output<std::byte>(0).data() + i * out);
      return Done{};
    });
  };
  // Elements that are only picked may be of any type.
  if (!mode.linear && !extrapolates) {
    add([=, pixel_bytes = layout.channels * width, in_w = layout.columns.in, pick = p.kernels().moves.pick](std::span<const std::byte> image, std::byte* y) {
      pick(tables->rows.low.span(), tables->columns.low.span(), in_w, pixel_bytes, image.data(), y);
    });
    return Done{};
  }
  add([=, channels = layout.channels, in_w = layout.columns.in, beyond = p.real("extrapolation_value", 0), linear = mode.linear, &kernels = p.kernels()](std::span<const std::byte> image, std::byte* out) {
    auto* y = reinterpret_cast<float*>(out);
    if (linear) kernels.pool.resize_linear(tables->rows.view(), tables->columns.view(), {reinterpret_cast<const float*>(image.data()), image.size() / sizeof(float)}, in_w, channels, y);
    else kernels.moves.pick(tables->rows.low.span(), tables->columns.low.span(), in_w, channels * sizeof(float), image.data(), out);
    extrapolate(*tables, channels, beyond, y);
  });
  return Done{};
}

}  // namespace zeropoint::operations
