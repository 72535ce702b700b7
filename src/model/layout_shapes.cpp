// Shape rules of operators that only give the elements another arrangement.
#include <algorithm>

#include "model/shape_rules.h"

namespace zeropoint::shapes {

namespace {

Status unknown(ShapeContext& context) {
  context.set(0, context.element(0), std::nullopt);
  return Done{};
}

// The axes of Squeeze and Unsqueeze: an attribute before opset 13, an input since.
std::optional<std::vector<std::int64_t>> axes_of(ShapeContext& context) {
  return context.opset() >= 13 ? context.integers(1) : context.list("axes");
}

// Product of the fixed ones; nothing if it is beyond what a tensor may have.
std::optional<std::int64_t> product(const Dimensions& dims) {
  std::int64_t out = 1;
  for (const Dimension& d : dims) {
    if (d.fixed() && (__builtin_mul_overflow(out, d.extent(), &out))) return std::nullopt;
  }
  return out;
}

// What is left of -1 in a Reshape: the input's size over the other dimensions, where equal symbols cancel.
Result<Dimension> remaining(ShapeContext& context, Dimensions input, Dimensions others) {
  std::erase_if(input, [&](const Dimension& d) {
    const auto twin = std::ranges::find_if(others, [&](const Dimension& o) { return !d.fixed() && d.same(o); });
    if (twin == others.end()) return false;
    others.erase(twin);
    return true;
  });
  const auto total = product(input), known = product(others);
  if (!total || !known) return context.error("the shape is too large");
  const bool open = std::ranges::any_of(others, [](const Dimension& d) { return !d.fixed(); });
  if (all_fixed(input) && !open) {
    if (*known == 0 || *total % *known != 0) return context.error(*total, " elements do not divide into ", *known);
    return Dimension(*total / *known);
  }
  // One symbol that is left keeps its name.
  if (!open && *known == *total && *total > 0) {
    const auto named = std::ranges::find_if(input, [](const Dimension& d) { return !d.fixed(); });
    if (std::ranges::count_if(input, [](const Dimension& d) { return !d.fixed(); }) == 1) return *named;
  }
  return Dimension();
}

}  // namespace

Status reshape(ShapeContext& context) {
  const auto wanted = context.contents(1);
  const auto& x = context.dims(0);
  if (!wanted) {
    const auto& s = context.dims(1);
    if (s && s->size() == 1 && (*s)[0].fixed() && (*s)[0].extent() <= static_cast<std::int64_t>(Shape::max_rank)) {
      context.set(0, context.element(0), Dimensions(static_cast<std::size_t>((*s)[0].extent())));
      return Done{};
    }
    return unknown(context);
  }
  const bool allow_zero = context.integer("allowzero", 0) != 0;
  Dimensions out = *wanted;
  std::optional<std::size_t> open;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i].is(-1)) {
      if (open) return context.error("shape ", to_string(*wanted), " has two dimensions of -1");
      open = i;
    } else if (out[i].is(0) && !allow_zero) {
      if (x && i >= x->size()) return context.error("dimension ", i, " is to be copied from an input of shape ", to_string(*x));
      out[i] = x ? (*x)[i] : Dimension();
    }
  }
  if (open && x) {
    Dimensions others = out;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(*open));
    ZP_TRY(out[*open], remaining(context, *x, std::move(others)));
  } else if (open) {
    out[*open] = Dimension();
  } else if (x && all_fixed(*x) && all_fixed(out) && product(*x) != product(out)) {
    return context.error("input of shape ", to_string(*x), " cannot become ", to_string(out));
  }
  if (x && x->size() <= 1 && out.size() <= 1) {
    if (const auto known = context.contents(0)) context.set_contents(*known);
  }
  context.set(0, context.element(0), std::move(out));
  return Done{};
}

Status flatten(ShapeContext& context) {
  const auto& x = context.dims(0);
  if (!x) return unknown(context);
  const auto rank = static_cast<std::int64_t>(x->size());
  std::int64_t axis = context.integer("axis", 1);
  if (axis < -rank || axis > rank) return context.error("axis ", axis, " does not exist in a tensor of rank ", rank);
  if (axis < 0) axis += rank;
  const auto cut = x->begin() + static_cast<std::ptrdiff_t>(axis);
  ZP_TRY(Dimension rows, remaining(context, Dimensions(x->begin(), cut), {}));
  ZP_TRY(Dimension columns, remaining(context, Dimensions(cut, x->end()), {}));
  context.set(0, context.element(0), Dimensions{std::move(rows), std::move(columns)});
  return Done{};
}

Status transpose(ShapeContext& context) {
  const auto& x = context.dims(0);
  if (!x) return unknown(context);
  const auto order = context.list("perm");
  Dimensions out(x->rbegin(), x->rend());
  if (order) {
    if (order->size() != x->size()) return context.error("perm has ", order->size(), " axes, input has ", x->size());
    ZP_TRY(const auto& from, context.distinct_axes(*order, x->size()));
    for (std::size_t i = 0; i < from.size(); ++i) out[i] = (*x)[from[i]];
  }
  context.set(0, context.element(0), std::move(out));
  return Done{};
}

Status squeeze(ShapeContext& context) {
  const auto& x = context.dims(0);
  const auto axes = axes_of(context);
  if (const auto known = context.contents(0)) context.set_contents(*known);
  if (!x || (!axes && context.has(1))) return unknown(context);
  std::vector<bool> drop(x->size(), false);
  if (axes) {
    for (std::int64_t axis : *axes) {
      ZP_TRY(const std::size_t i, context.axis(axis, x->size()));
      if ((*x)[i].fixed() && !(*x)[i].is(1)) return context.error("dimension ", i, " of ", to_string(*x), " is not 1");
      drop[i] = true;
    }
  } else {
    if (!all_fixed(*x)) return unknown(context);
    for (std::size_t i = 0; i < x->size(); ++i) drop[i] = (*x)[i].is(1);
  }
  Dimensions out;
  for (std::size_t i = 0; i < x->size(); ++i) {
    if (!drop[i]) out.push_back((*x)[i]);
  }
  context.set(0, context.element(0), std::move(out));
  return Done{};
}

Status unsqueeze(ShapeContext& context) {
  const auto& x = context.dims(0);
  const auto axes = axes_of(context);
  if (!axes && !context.has(1)) return context.error("axes are missing");
  if (!axes || !x) return unknown(context);
  const std::size_t rank = x->size() + axes->size();
  if (rank > Shape::max_rank) return context.unsupported("the result has rank ", rank, ", at most ", Shape::max_rank, " is supported");
  std::vector<bool> is_new(rank, false);
  ZP_TRY(const auto& places, context.distinct_axes(*axes, rank));
  for (std::size_t i : places) is_new[i] = true;
  if (const auto known = context.contents(0); known && rank == 1) context.set_contents(*known);
  Dimensions out;
  for (std::size_t i = 0, from = 0; i < rank; ++i) out.push_back(is_new[i] ? Dimension(1) : (*x)[from++]);
  context.set(0, context.element(0), std::move(out));
  return Done{};
}

}  // namespace zeropoint::shapes
