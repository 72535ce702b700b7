#include "recipe.h"

#include <array>
#include <string_view>

namespace zeropoint::bindings {

namespace {

template <class T>
struct Word {
  const char* word;
  T value;
};
constexpr std::array schemes{Word{"affine", Scheme::affine}, Word{"symmetric", Scheme::symmetric}, Word{"binary", Scheme::binary}};
constexpr std::array methods{Word{"minmax", RangeMethod::minmax}, Word{"moving-average", RangeMethod::moving_average},
                             Word{"percentile", RangeMethod::percentile}, Word{"mse", RangeMethod::mse}, Word{"entropy", RangeMethod::entropy}};
constexpr std::array kinds{Word{"tensor", Granularity::Kind::tensor}, Word{"channel", Granularity::Kind::channel},
                           Word{"group", Granularity::Kind::group}, Word{"block", Granularity::Kind::block}};

template <class T, std::size_t n>
T value_of(const std::array<Word<T>, n>& words, std::string_view word) {
  for (const Word<T>& entry : words) {
    if (entry.word == word) return entry.value;
  }
  return words[0].value;
}
template <class T, std::size_t n>
const char* word_of(const std::array<Word<T>, n>& words, T value) {
  for (const Word<T>& entry : words) {
    if (entry.value == value) return entry.word;
  }
  return "";
}

// Fields that may be missing.
bool has(const val& object, const char* key) { return !object[key].isUndefined(); }
void read(const val& object, const char* key, std::optional<int>& out) {
  if (has(object, key)) out = int_at(object, key);
}
void read(const val& object, const char* key, std::optional<double>& out) {
  if (has(object, key)) out = double_at(object, key);
}
void read(const val& object, const char* key, std::optional<bool>& out) {
  if (has(object, key)) out = bool_at(object, key);
}
template <class T, std::size_t n>
void read(const val& object, const char* key, const std::array<Word<T>, n>& words, std::optional<T>& out) {
  if (has(object, key)) out = value_of(words, string_at(object, key));
}

Granularity to_weight_granularity(const val& object) {
  Granularity out{.kind = value_of(kinds, string_at(object, "kind"))};
  if (has(object, "groups")) out.groups = int_at(object, "groups");
  if (has(object, "size")) out.size = int_at(object, "size");
  return out;
}

WeightRecipe to_weights(const val& object) {
  WeightRecipe out;
  read(object, "bits", out.bits);
  read(object, "scheme", schemes, out.scheme);
  if (has(object, "granularity")) out.granularity = to_weight_granularity(object["granularity"]);
  read(object, "method", methods, out.method);
  read(object, "percentile", out.percentile);
  return out;
}

ActivationRecipe to_activations(const val& object) {
  ActivationRecipe out;
  read(object, "bits", out.bits);
  read(object, "scheme", schemes, out.scheme);
  read(object, "signed", out.is_signed);
  read(object, "method", methods, out.method);
  read(object, "percentile", out.percentile);
  return out;
}

LayerRecipe to_layer(const val& object) {
  LayerRecipe out;
  if (has(object, "weights")) out.weights = to_weights(object["weights"]);
  if (has(object, "activations")) out.activations = to_activations(object["activations"]);
  read(object, "float", out.in_float);
  return out;
}

template <class T>
void write(val& object, const char* key, const std::optional<T>& value) {
  if (value) set(object, key, val(*value));
}
template <class T, std::size_t n>
void write(val& object, const char* key, const std::array<Word<T>, n>& words, const std::optional<T>& value) {
  if (value) set(object, key, val(std::string(word_of(words, *value))));
}

val from_weights(const WeightRecipe& recipe) {
  val out = val::object();
  write(out, "bits", recipe.bits);
  write(out, "scheme", schemes, recipe.scheme);
  if (recipe.granularity) set(out, "granularity", from_weight_granularity(*recipe.granularity));
  write(out, "method", methods, recipe.method);
  write(out, "percentile", recipe.percentile);
  return out;
}

val from_activations(const ActivationRecipe& recipe) {
  val out = val::object();
  write(out, "bits", recipe.bits);
  write(out, "scheme", schemes, recipe.scheme);
  write(out, "signed", recipe.is_signed);
  write(out, "method", methods, recipe.method);
  write(out, "percentile", recipe.percentile);
  return out;
}

val from_layer(const LayerRecipe& recipe) {
  val out = val::object();
  set(out, "weights", from_weights(recipe.weights));
  set(out, "activations", from_activations(recipe.activations));
  write(out, "float", recipe.in_float);
  return out;
}

}  // namespace

val from_weight_granularity(const Granularity& granularity) {
  val out = val::object();
  set(out, "kind", val(std::string(word_of(kinds, granularity.kind))));
  if (granularity.kind == Granularity::Kind::group) set(out, "groups", static_cast<double>(granularity.groups));
  if (granularity.kind == Granularity::Kind::block) set(out, "size", static_cast<double>(granularity.size));
  return out;
}

Recipe to_recipe(const val& object) {
  Recipe out{.all = to_layer(object), .input = {}, .quantized_output = {}, .layers = {}};
  if (has(object, "input")) out.input = to_activations(object["input"]);
  if (has(object, "output")) out.quantized_output = string_at(object, "output") == "quantized";
  if (!has(object, "layers")) return out;
  const val rules = object["layers"];
  for (std::size_t i = 0; i < length_of(rules); ++i) out.layers.push_back({string_at(rules[i], "match"), to_layer(rules[i])});
  return out;
}

val from_recipe(const Recipe& recipe) {
  val out = from_layer(recipe.all);
  set(out, "input", from_activations(recipe.input));
  set(out, "output", val(std::string(recipe.quantized_output.value_or(false) ? "quantized" : "float")));
  val rules = val::array();
  for (const LayerRule& rule : recipe.layers) {
    val one = from_layer(rule.recipe);
    set(one, "match", val(rule.match));
    rules.call<void>("push", one);
  }
  set(out, "layers", rules);
  return out;
}

}  // namespace zeropoint::bindings
