set(test_sources
  granularity_test.cpp
  kernels_test.cpp
  main.cpp
  qparams_test.cpp
)
