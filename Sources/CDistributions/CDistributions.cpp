#include "CDistributions.h"

#include <boost/math/distributions/normal.hpp>
#include <cmath>

// Boost reports domain errors by exceptions; none may cross into Swift.
template <class Function>
static double guarded(Function function) noexcept {
  try {
    return function();
  } catch (...) {
    return NAN;
  }
}

extern "C" double cdist_normal_cdf(double x) {
  return guarded([&] { return boost::math::cdf(boost::math::normal(), x); });
}
