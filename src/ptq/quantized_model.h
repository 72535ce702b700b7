// QuantizedModel: a frozen network, ready to run. Immutable but for what a run leaves.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ptq/freeze.h"
#include "ptq/qdq_graph.h"
#include "runtime/model.h"

namespace zeropoint {

struct NetworkBytes {
  std::int64_t bytes = 0;         // all constants, quantized ones packed
  std::int64_t weight_bytes = 0;  // of them, weights that became codes, with their parameters
  std::int64_t float_bytes = 0;   // all constants of the float network
};

// How a layer runs.
struct RunningLayer {
  std::string op;            // in the network that runs: "QLinearConv"; empty where nothing is left of it
  bool in_integers = false;
  std::string why_in_float;
};

class QuantizedModel {
 public:
  // The network is a float model, whose kernels are used. Errors: those of freeze; memory.
  static Result<QuantizedModel> make(const Model& network, const Calibration& calibration, const Recipe& recipe);
  static Result<QuantizedModel> make(const Model& network, const Calibration& calibration, const Recipe& recipe, FreezeCache& cache,
                                     const CodeScope& scope = {});

  Model& model() { return model_; }
  const Model& model() const { return model_; }
  const Recipe& recipe() const { return recipe_; }  // its defaults written out
  const Frozen& frozen() const { return frozen_; }
  const NetworkBytes& size() const { return size_; }
  // One for each of frozen().layers.
  const std::vector<RunningLayer>& running() const { return running_; }

  // As a graph to be written to a file. Errors: memory.
  Result<Graph> graph(FourBitContainer four_bit = FourBitContainer::int8) const;

  // Of a value of the running network that holds codes, by its name there; null otherwise.
  const ValueCodes* codes_of(std::string_view value) const;
  // The name that a value of the float network has in the running one: that of its codes, if it has some, or its own.
  // Empty where it is not computed.
  std::string running_name(const std::string& value) const;
  // The layer that a node of the running network serves; no_node if none.
  std::size_t layer_of(std::string_view node) const;

 private:
  QuantizedModel(Frozen frozen, Recipe recipe, Model model, std::map<std::string, std::size_t, std::less<>> layers);
  void find_codes();
  void find_running();

  Frozen frozen_;
  Recipe recipe_;
  Model model_;
  std::map<std::string, std::size_t, std::less<>> layers_;       // by nodes of the graph of pairs
  std::map<std::string, const ValueCodes*, std::less<>> codes_;  // by values of the running network
  std::map<std::string, std::string> names_;                     // of the float network's values
  std::vector<RunningLayer> running_;
  NetworkBytes size_;
};

}  // namespace zeropoint
