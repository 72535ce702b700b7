// Shape rules of operators that take parts and put parts together.
#include <algorithm>
#include <limits>
#include <numeric>

#include "model/shape_rules.h"

namespace zeropoint::shapes {

namespace {

Status unknown(ShapeContext& context, std::optional<ElementType> element) {
  for (std::size_t i = 0; i < context.node().outputs.size(); ++i) context.set(i, element, std::nullopt);
  return Done{};
}

// parts: indices of the inputs that are joined.
Status join(ShapeContext& context, const std::vector<std::size_t>& parts) {
  const auto element = context.element(parts.front());
  if (context.node().attribute("axis") == nullptr) return context.error("attribute 'axis' is missing");
  std::optional<Dimensions> out;
  std::optional<Dimensions> contents = Dimensions{};
  std::size_t axis = 0;
  for (std::size_t i : parts) {
    if (!context.has(i)) return context.error("input ", i, " is missing");
    ZP_CHECK(context.same_element({parts.front(), i}));
    const auto& x = context.dims(i);
    if (!x) return unknown(context, element);
    const auto known = context.contents(i);
    if (contents && known && x->size() == 1 && contents->size() + known->size() <= max_contents) contents->insert(contents->end(), known->begin(), known->end());
    else contents.reset();
    if (!out) {
      ZP_TRY(axis, context.axis(context.integer("axis", 0), x->size()));
      out = x;
      continue;
    }
    if (x->size() != out->size()) return context.error("inputs of shapes ", to_string(*out), " and ", to_string(*x), " cannot be joined");
    for (std::size_t k = 0; k < x->size(); ++k) {
      const Dimension& d = (*x)[k];
      Dimension& o = (*out)[k];
      if (k == axis) o = o.fixed() && d.fixed() ? Dimension(o.extent() + d.extent()) : Dimension();
      else if (o.fixed() && d.fixed() && !o.same(d)) return context.error("inputs of shapes ", to_string(*out), " and ", to_string(*x), " cannot be joined along axis ", axis);
      else if (!o.fixed() && d.fixed()) o = d;
    }
  }
  if (contents) context.set_contents(std::move(*contents));
  context.set(0, element, std::move(out));
  return Done{};
}

struct Cut {
  std::int64_t start, end, step;
  std::size_t axis;
};

// Elements that a cut takes of an axis (ONNX Slice, which clamps as numpy does), and where it begins.
std::pair<std::int64_t, std::int64_t> taken(const Cut& cut, std::int64_t extent) {
  const auto bound = [&](std::int64_t at, std::int64_t least, std::int64_t most) {
    return std::clamp(at < 0 ? at + extent : at, least, most);
  };
  if (cut.step > 0) {
    const std::int64_t first = bound(cut.start, 0, extent), last = bound(cut.end, 0, extent);
    return {first, last > first ? (last - first - 1) / cut.step + 1 : 0};
  }
  const std::int64_t first = bound(cut.start, 0, extent - 1), last = bound(cut.end, -1, extent - 1);
  return {first, first > last ? (first - last - 1) / -std::max(cut.step, -std::int64_t{1} << 41) + 1 : 0};
}

// Nothing if the cuts are not known.
Result<std::optional<std::vector<Cut>>> cuts_of(ShapeContext& context, std::size_t rank) {
  const bool inputs = context.opset() >= 10;
  const auto starts = inputs ? context.integers(1) : context.list("starts");
  const auto ends = inputs ? context.integers(2) : context.list("ends");
  auto axes = inputs ? context.integers(3) : context.list("axes");
  auto steps = inputs ? context.integers(4) : std::nullopt;
  if (!inputs && (!starts || !ends)) return context.error("attributes 'starts' and 'ends' are missing");
  if (!starts || !ends || (inputs && ((!axes && context.has(3)) || (!steps && context.has(4))))) return std::optional<std::vector<Cut>>();
  if (!axes) {
    axes.emplace(starts->size());
    std::iota(axes->begin(), axes->end(), 0);
  }
  if (!steps) steps.emplace(starts->size(), 1);
  if (ends->size() != starts->size() || axes->size() != starts->size() || steps->size() != starts->size()) {
    return context.error("starts, ends, axes and steps differ in length");
  }
  ZP_TRY(const auto& places, context.distinct_axes(*axes, rank));
  std::vector<Cut> out;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if ((*steps)[i] == 0) return context.error("a step is 0");
    out.push_back({(*starts)[i], (*ends)[i], (*steps)[i], places[i]});
  }
  return std::optional(std::move(out));
}

}  // namespace

Status concat(ShapeContext& context) {
  std::vector<std::size_t> parts;
  for (std::size_t i = 0; i < context.node().inputs.size(); ++i) parts.push_back(i);
  if (!context.has(0)) return context.error("input 0 is missing");
  return join(context, parts);
}

// Y_scale, Y_zero_point, then tensor, scale and zero point of each part.
Status qlinear_concat(ShapeContext& context) {
  std::vector<std::size_t> parts;
  if (!context.has(2)) return context.error("input 2 is missing");
  ZP_CHECK(quantization(context, 0, 1, context.element(2)));
  for (std::size_t i = 2; i < context.node().inputs.size(); i += 3) {
    ZP_CHECK(quantization(context, i + 1, i + 2, context.element(i)));
    parts.push_back(i);
  }
  return join(context, parts);
}

Status split(ShapeContext& context) {
  const auto& x = context.dims(0);
  const auto element = context.element(0);
  if (!x) return unknown(context, element);
  const Dimensions input = *x;
  ZP_TRY(const std::size_t axis, context.axis(context.integer("axis", 0), input.size()));
  const std::size_t parts = context.node().outputs.size();
  const auto sizes = context.opset() >= 13 ? context.integers(1, parts) : context.list("split");
  const std::int64_t said = context.integer("num_outputs", static_cast<std::int64_t>(parts));
  if (said != static_cast<std::int64_t>(parts)) return context.error("num_outputs is ", said, ", there are ", parts, " outputs");
  if (sizes && sizes->size() != parts) return context.error("splits into ", sizes->size(), " sizes and ", parts, " outputs");
  std::int64_t sum = 0;
  const bool equal = !sizes && !context.has(1) && input[axis].fixed();
  const std::int64_t extent = input[axis].fixed() ? input[axis].extent() : 0;
  // Since opset 18 the last part may be smaller.
  const auto count = static_cast<std::int64_t>(parts);
  const std::int64_t chunk = (extent + count - 1) / count;
  if (equal && extent % count != 0 && (context.opset() < 18 || extent < chunk * (count - 1))) return context.error("dimension ", extent, " does not divide into ", parts);
  for (std::size_t i = 0; i < parts; ++i) {
    Dimensions out = input;
    out[axis] = Dimension();
    if (sizes) {
      if ((*sizes)[i] < 0 || (*sizes)[i] > (std::int64_t{1} << 40)) return context.error("a size is ", (*sizes)[i]);
      out[axis] = (*sizes)[i];
      sum += (*sizes)[i];
    } else if (equal) {
      out[axis] = std::min(chunk, extent - static_cast<std::int64_t>(i) * chunk);
    }
    context.set(i, element, std::move(out));
  }
  if (sizes && input[axis].fixed() && sum != extent) return context.error("the sizes add up to ", sum, ", the input has ", extent);
  return Done{};
}

Status slice(ShapeContext& context) {
  const auto& x = context.dims(0);
  if (!x) return unknown(context, context.element(0));
  Dimensions out = *x;
  ZP_TRY(const auto& cuts, cuts_of(context, x->size()));
  if (!cuts) {
    // Which axes are cut may be known although not where.
    out.assign(out.size(), Dimension());
    context.set(0, context.element(0), std::move(out));
    return Done{};
  }
  const auto known = context.contents(0);
  for (const Cut& cut : *cuts) {
    const Dimension& from = (*x)[cut.axis];
    const bool whole = cut.start == 0 && cut.step == 1 && cut.end >= std::numeric_limits<std::int32_t>::max();
    if (!from.fixed() && whole) continue;
    if (!from.fixed() || from.is(0)) {
      out[cut.axis] = from.fixed() ? from : Dimension();
      continue;
    }
    const auto [first, count] = taken(cut, from.extent());
    out[cut.axis] = count;
    if (known && x->size() == 1 && cuts->size() == 1 && from.is(static_cast<std::int64_t>(known->size()))) {
      Dimensions part;
      for (std::int64_t k = 0; k < count; ++k) part.push_back((*known)[static_cast<std::size_t>(first + k * cut.step)]);
      context.set_contents(std::move(part));
    }
  }
  context.set(0, context.element(0), std::move(out));
  return Done{};
}

Status gather(ShapeContext& context) {
  const auto& x = context.dims(0);
  const auto& at = context.dims(1);
  if (!x || !at) return unknown(context, context.element(0));
  ZP_TRY(const std::size_t axis, context.axis(context.integer("axis", 0), x->size()));
  const auto indices = context.integers(1);
  if (indices && (*x)[axis].fixed()) {
    for (std::int64_t i : *indices) {
      if (i < -(*x)[axis].extent() || i >= (*x)[axis].extent()) return context.error("index ", i, " does not exist along axis ", axis, " of ", to_string(*x));
    }
  }
  Dimensions out(x->begin(), x->begin() + static_cast<std::ptrdiff_t>(axis));
  out.insert(out.end(), at->begin(), at->end());
  out.insert(out.end(), x->begin() + static_cast<std::ptrdiff_t>(axis) + 1, x->end());
  const auto known = context.contents(0);
  if (indices && indices->size() <= max_contents && known && x->size() == 1 && at->size() <= 1 && (*x)[0].is(static_cast<std::int64_t>(known->size()))) {
    Dimensions part;
    for (std::int64_t i : *indices) part.push_back((*known)[static_cast<std::size_t>(i < 0 ? i + (*x)[0].extent() : i)]);
    context.set_contents(std::move(part));
  }
  context.set(0, context.element(0), std::move(out));
  return Done{};
}

// The padding of opset 2 is attributes; since 11 it is inputs: data, pads, value, axes.
Status pad(ShapeContext& context) {
  const auto& x = context.dims(0);
  const std::string mode = context.word("mode", "constant");
  if (mode == "wrap" && context.opset() < 19) return context.error("attribute 'mode' is 'wrap', which is of opset 19");
  ZP_CHECK(context.one_of("mode", mode, {"constant", "reflect", "edge", "wrap"}));
  if (context.opset() >= 11) ZP_CHECK(context.same_element({0, 2}));
  const auto pads = context.opset() >= 11 ? context.integers(1) : context.list("pads");
  if (!pads && !context.has(1)) return context.error("pads are missing");
  if (!x) return unknown(context, context.element(0));
  Dimensions out = *x;
  std::vector<std::size_t> axes(x->size());
  std::iota(axes.begin(), axes.end(), std::size_t{0});
  if (context.has(3)) {
    const auto listed = context.integers(3);
    if (!listed) return unknown(context, context.element(0));
    ZP_TRY(axes, context.distinct_axes(*listed, x->size()));
  }
  if (pads && pads->size() != 2 * axes.size()) return context.error("pads has ", pads->size(), " values, not ", 2 * axes.size());
  for (std::size_t i = 0; i < axes.size(); ++i) {
    Dimension& d = out[axes[i]];
    if (!pads) {
      d = Dimension();
      continue;
    }
    const std::int64_t before = (*pads)[i], after = (*pads)[i + axes.size()];
    if (!d.fixed()) {
      if (before != 0 || after != 0) d = Dimension();
      continue;
    }
    const std::int64_t extent = d.extent();
    std::int64_t sum = 0;
    if (__builtin_add_overflow(before, after, &sum) || __builtin_add_overflow(sum, extent, &sum) || sum < 0) {
      return context.error("pads of ", before, " and ", after, " on ", extent, " elements");
    }
    // What there is to repeat: reflection leaves out the edge itself. More than one turn is not done.
    const std::int64_t room = mode == "reflect" ? extent - 1 : mode == "wrap" ? extent : extent > 0 ? sum : 0;
    if (mode != "constant" && std::max(before, after) > std::max<std::int64_t>(room, 0)) {
      return context.unsupported("pads of ", before, " and ", after, " on ", extent, " elements are not supported in mode '", mode, "'");
    }
    d = sum;
  }
  context.set(0, context.element(0), std::move(out));
  return Done{};
}

}  // namespace zeropoint::shapes
