set(test_sources
  golden_qparams_test.cpp
  golden_test.cpp
  granularity_test.cpp
  kernels_test.cpp
  main.cpp
  qparams_test.cpp
)
