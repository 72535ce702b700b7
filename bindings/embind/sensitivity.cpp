#include "ptq/sensitivity.h"

#include <emscripten/bind.h>

#include <limits>

#include "convert.h"
#include "module.h"
#include "network.h"
#include "recipe.h"

namespace zeropoint::bindings {

namespace {

val make_sensitivity(Model& model, const Calibration& calibration, const val& recipe) {
  return answer(Sensitivity::make(model, calibration, to_recipe(recipe)), own<Sensitivity>);
}

Status add_batch(Sensitivity& sensitivity, const val& list, const Model& model) {
  ZP_TRY(const NetworkInputs& inputs, to_inputs(model, list));
  return sensitivity.add_samples(inputs.tensors);
}
val add_samples(Sensitivity& sensitivity, const val& list, const Model& model) { return answer(add_batch(sensitivity, list, model)); }

val step(Sensitivity& sensitivity) { return answer(sensitivity.step()); }
double step_count(const Sensitivity& sensitivity) { return static_cast<double>(sensitivity.step_count()); }
double done(const Sensitivity& sensitivity) { return static_cast<double>(sensitivity.done()); }

val from_ranking(const std::vector<LayerSensitivity>& ranking) {
  val list = val::array();
  for (const LayerSensitivity& layer : ranking) {
    val object = val::object();
    set(object, "layer", val(layer.layer));
    set(object, "sqnrDb", layer.sqnr_db);
    set(object, "agreement", layer.agreement.value_or(std::numeric_limits<double>::quiet_NaN()));
    list.call<void>("push", object);
  }
  return list;
}
val only(const Sensitivity& sensitivity) { return from_ranking(sensitivity.only()); }
val all_but(const Sensitivity& sensitivity) { return from_ranking(sensitivity.all_but()); }

}  // namespace

void register_sensitivity() {
  emscripten::class_<Sensitivity>("Sensitivity")
      .class_function("make", &make_sensitivity)
      .function("addSamples", &add_samples)
      .function("step", &step)
      .function("stepCount", &step_count)
      .function("done", &done)
      .function("only", &only)
      .function("allBut", &all_but);
}

}  // namespace zeropoint::bindings
