// Resize: coordinates computed by hand on four numbers, then layouts.
#include <algorithm>

#include "runtime_random.h"

using namespace zeropoint;
using namespace zeropoint::test;

namespace {

struct Request {
  Strings attributes;
  std::vector<float> scales;  // or
  Ints sizes;
  std::vector<float> roi;
  std::int64_t opset = 19;
};

ModelBuilder model_of(const Request& r) {
  ModelBuilder model;
  model.opset = r.opset;
  Strings inputs{"x"};
  const auto reals = [&](const char* name, const std::vector<float>& values) {
    if (!values.empty()) model.initializer(tensor_floats(name, {static_cast<std::int64_t>(values.size())}, values));
    inputs.push_back(values.empty() ? "" : name);
  };
  if (r.opset >= 11) reals("roi", r.roi);
  reals("scales", r.scales);
  if (!r.sizes.empty()) inputs.push_back("sizes"), model.initializer(tensor_int64("sizes", {static_cast<std::int64_t>(r.sizes.size())}, r.sizes));
  model.node("Resize", "r", inputs, {"out"}, r.attributes).output("out");
  return model;
}

// Of 10, 20, 30, 40 along the last axis of four.
Numbers row(Strings attributes, float scale, std::int64_t size = 0, std::vector<float> roi = {}, std::int64_t opset = 19) {
  const Values x{ElementType::f32, {1, 1, 1, 4}, {10, 20, 30, 40}};
  Request request{std::move(attributes), {}, {}, std::move(roi), opset};
  if (size > 0) request.sizes = {1, 1, 1, size};
  else request.scales = {1, 1, 1, scale};
  ModelBuilder model = model_of(request);
  declare(model, "x", x);
  return result(model, {x}).numbers;
}

Strings linear(const char* coordinates) { return {attribute_string("mode", "linear"), attribute_string("coordinate_transformation_mode", coordinates)}; }
Strings nearest(const char* coordinates, const char* rounding) {
  return {attribute_string("coordinate_transformation_mode", coordinates), attribute_string("nearest_mode", rounding)};
}

void check_close(const Numbers& got, const Numbers& wanted) {
  REQUIRE(got.size() == wanted.size());
  for (std::size_t i = 0; i < got.size(); ++i) CHECK(got[i] == doctest::Approx(wanted[i]).epsilon(1e-5));
}

}  // namespace

TEST_CASE("resize: linear in every way of counting") {
  CHECK(row(linear("half_pixel"), 2) == Numbers{10, 12.5, 17.5, 22.5, 27.5, 32.5, 37.5, 40});
  CHECK(row(linear("half_pixel"), 0.5F) == Numbers{15, 35});
  CHECK(row(linear("half_pixel"), 0, 1) == Numbers{25});
  CHECK(row(linear("pytorch_half_pixel"), 0, 1) == Numbers{10});
  CHECK(row(linear("pytorch_half_pixel"), 0.5F) == Numbers{15, 35});
  CHECK(row(linear("align_corners"), 0, 7) == Numbers{10, 15, 20, 25, 30, 35, 40});
  CHECK(row(linear("align_corners"), 0, 1) == Numbers{10});
  CHECK(row(linear("asymmetric"), 2) == Numbers{10, 15, 20, 25, 30, 35, 40, 40});
  // 2 elements where 2.4 would fit: 2·(1 − 2/2.4) + (i + ½)/0.6 − ½.
  check_close(row(linear("half_pixel_symmetric"), 0.6F), {10 + 10 * 2.0 / 3, 10 + 10 * 7.0 / 3});
}

TEST_CASE("resize: nearest with every rounding of ties") {
  CHECK(row(nearest("asymmetric", "round_prefer_floor"), 2) == Numbers{10, 10, 20, 20, 30, 30, 40, 40});
  CHECK(row(nearest("asymmetric", "round_prefer_ceil"), 2) == Numbers{10, 20, 20, 30, 30, 40, 40, 40});
  CHECK(row(nearest("asymmetric", "floor"), 2) == Numbers{10, 10, 20, 20, 30, 30, 40, 40});
  CHECK(row(nearest("asymmetric", "ceil"), 2) == Numbers{10, 20, 20, 30, 30, 40, 40, 40});
  CHECK(row(nearest("half_pixel", "round_prefer_floor"), 0.5F) == Numbers{10, 30});
  CHECK(row(nearest("half_pixel", "round_prefer_ceil"), 0.5F) == Numbers{20, 40});
  CHECK(row(nearest("half_pixel", "floor"), 2) == Numbers{10, 10, 10, 20, 20, 30, 30, 40});
  CHECK(row(nearest("half_pixel", "ceil"), 2) == Numbers{10, 20, 20, 30, 30, 40, 40, 40});
  CHECK(row(nearest("tf_half_pixel_for_nn", "floor"), 0.5F) == Numbers{20, 40});
  CHECK(row({}, 2) == Numbers{10, 10, 20, 20, 30, 30, 40, 40});
}

TEST_CASE("resize: opset 10 takes the floor, or the ceiling where it shrinks") {
  CHECK(row({}, 1.5F, 0, {}, 10) == Numbers{10, 10, 20, 30, 30, 40});
  CHECK(row({}, 0.6F, 0, {}, 10) == Numbers{10, 30});
  CHECK(row({attribute_string("mode", "linear")}, 2, 0, {}, 10) == Numbers{10, 15, 20, 25, 30, 35, 40, 40});
}

TEST_CASE("resize: a region, which may reach beyond the tensor") {
  Strings crop = linear("tf_crop_and_resize");
  crop.push_back(attribute_float("extrapolation_value", -7));
  CHECK(row(crop, 0, 4, {0, 0, 0, 0.5F, 1, 1, 1, 1.5F}) == Numbers{25, 35, -7, -7});
  CHECK(row(crop, 0, 2, {0, 0, 0, -1, 1, 1, 1, 0.5F}) == Numbers{-7, 25});
  CHECK(row(crop, 0, 1, {0, 0, 0, 0, 1, 1, 1, 0.5F}) == Numbers{17.5});
  Strings cut = nearest("tf_crop_and_resize", "round_prefer_floor");
  CHECK(row(cut, 0, 4, {0, 0, 0, 0.5F, 1, 1, 1, 1.5F}) == Numbers{20, 30, 0, 0});
  // The same extent and scale, but another region: not the input itself.
  CHECK(row(cut, 1, 0, {0, 0, 0, 1, 1, 1, 1, 0}) == Numbers{40, 30, 20, 10});
  const Values line{ElementType::f32, {1, 1, 4}, {10, 20, 30, 40}};
  ModelBuilder model = model_of({cut, {1, 1, 1}, {}, {0, 0, 1, 1, 1, 0}});
  declare(model, "x", line);
  CHECK(result(model, {line}).numbers == Numbers{40, 30, 20, 10});
}

TEST_CASE("resize: rows and columns of any axes, in any order of memory") {
  // f(h)·g(w)·c, so that the result is a product as well.
  const Numbers f{1, 3, 2}, g{10, 20, 30, 40}, linear_f{1, 1.5, 2.5, 2.75, 2.25, 2}, linear_g{15, 35}, nearest_f{1, 1, 3, 3, 2, 2}, nearest_g{10, 30};
  struct Place {
    Ints dims;
    std::size_t rows, columns;
  };
  Random random(47);
  for (const Place& place : {Place{{2, 5, 3, 4}, 2, 3}, Place{{2, 3, 4, 5}, 1, 2}, Place{{3, 4}, 0, 1}, Place{{2, 3, 4}, 1, 2}, Place{{3, 2, 4, 2, 2}, 0, 2}, Place{{4, 1, 3}, 2, 0}}) {
    for (const bool smooth : {true, false}) {
      const auto values = [&](const Ints& dims, const Numbers& along_rows, const Numbers& along_columns) {
        Values v{ElementType::f32, dims, {}};
        for (std::size_t at = 0; at < count_of(dims); ++at) {
          const auto position = position_of(at, dims);
          double product = along_rows[position[place.rows]] * along_columns[position[place.columns]];
          for (std::size_t k = 0; k < dims.size(); ++k) product *= k == place.rows || k == place.columns ? 1 : static_cast<double>(position[k] + 1);
          v.numbers.push_back(product);
        }
        return v;
      };
      const Values x = values(place.dims, f, g);
      Ints dims = place.dims;
      dims[place.rows] = 6;
      dims[place.columns] = 2;
      const Values wanted = values(dims, smooth ? linear_f : nearest_f, smooth ? linear_g : nearest_g);
      for (int order = 0; order < 4; ++order) {
        Request request{smooth ? linear("half_pixel") : Strings{}, {}, {6, 2}, {}};
        request.attributes.push_back(attribute_ints("axes", {static_cast<std::int64_t>(place.rows), static_cast<std::int64_t>(place.columns) - static_cast<std::int64_t>(dims.size())}));
        ModelBuilder model;  // whose first node must stand before those of model_of
        model.opset = request.opset;
        const Values fed = declare_in_some_order(model, random, "x", x);
        model.graph += model_of(request).graph;
        const Values got = result(model, {fed});
        CHECK(got.dims == wanted.dims);
        check_close(got.numbers, wanted.numbers);
      }
    }
  }
}

TEST_CASE("resize: what is not supported is refused") {
  const Values x{ElementType::f32, {1, 2, 2, 2}, counted(8)};
  const auto refusal = [&](const Request& request) {
    ModelBuilder model = model_of(request);
    declare(model, "x", x);
    const auto got = run(model, {x});
    REQUIRE(!got.ok());
    return got.error().message;
  };
  CHECK(refusal({{}, {1, 2, 2, 2}, {}, {}}) == "Resize 'r': more than two axes are resized");
  CHECK(refusal({{attribute_string("mode", "cubic")}, {1, 1, 2, 2}, {}, {}}) == "Resize 'r': mode 'cubic' is not supported");
  CHECK(refusal({{attribute_string("mode", "linear"), attribute_int("antialias", 1)}, {1, 1, 2, 2}, {}, {}}) == "Resize 'r': antialias is not supported");
}
