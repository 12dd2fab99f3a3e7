// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the kernels' conformance suite on the CPU, and checks that the suite itself can fail.
#include "kernels/conformance.h"
#include "kernels/conformance_support.h"
#include "kernels/cpu/loops.h"
#include "kernels/swiglu.h"
#include "tests/support/test_support.h"

#include <ATen/Parallel.h>

#include <mutex>
#include <set>
#include <thread>

using namespace timbre;

class ConformanceTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyKernelAgreesWithItsTwin() {
    int cases = 0;
    const int failed = kernels::runConformance("", at::kCPU, [&](const kernels::ConformanceResult& r) {
      ++cases;
      if (!r.passed)
        qWarning("%s: error %g, tolerance %g %s", r.name.c_str(), r.maxError, r.tolerance, r.failure.c_str());
    });
    QCOMPARE(failed, 0);
    QVERIFY(cases > 100);
  }

  void filterChooses() {
    int cases = 0;
    kernels::runConformance("swiglu/", at::kCPU, [&](const kernels::ConformanceResult& r) {
      ++cases;
      QVERIFY(r.name.find("swiglu/") != std::string::npos);
    });
    QVERIFY(cases > 3);
    QCOMPARE(kernels::runConformance("no such case", at::kCPU, [](const auto&) { QFAIL("ran"); }), 0);
  }

  void aWrongKernelIsFound() {
    using namespace kernels::conformance;
    const Operation twin = [](const Tensors& t) { return Tensors{kernels::reference::swiglu(t[0])}; };
    const Operation wrongValue = [](const Tensors& t) { return Tensors{kernels::reference::swiglu(t[0]) * 1.001}; };
    const Operation wrongGradient = [](const Tensors& t) {
      const at::Tensor y = kernels::reference::swiglu(t[0]);
      return Tensors{y.detach() * 2 - y.detach() + (y - y.detach()) * 0.999};
    };
    const Tensors inputs{noise({4, 32}, 5)};
    QVERIFY(compare(twin, twin, inputs, at::kFloat, at::kCPU) < 4e-6);
    QVERIFY(compare(wrongValue, twin, inputs, at::kFloat, at::kCPU) > 4e-6);
    QVERIFY(compare(wrongGradient, twin, inputs, at::kFloat, at::kCPU) > 4e-6);
    QVERIFY(finiteDifference(twin, inputs) < 1e-6);
    QVERIFY(finiteDifference(wrongGradient, inputs) > 1e-6);
  }

  void parallelForUsesSeveralThreads() {
    // Without -fopenmp in our own files at::parallel_for silently runs on one thread.
    if (std::thread::hardware_concurrency() < 2) QSKIP("this machine has one core");
    at::set_num_threads(2);
    std::mutex mutex;
    std::set<std::thread::id> threads;
    for (int attempt = 0; attempt < 50 && threads.size() < 2; ++attempt)
      at::parallel_for(0, 64, 1, [&](std::int64_t, std::int64_t) {
        const std::lock_guard lock(mutex);
        threads.insert(std::this_thread::get_id());
      });
    QVERIFY(threads.size() > 1);
  }

  void resultsDoNotDependOnRepetition() {
    using namespace kernels::conformance;
    const at::Tensor x = noise({500, 512}, 6).to(at::kFloat);
    QVERIFY(at::equal(kernels::swiglu(x), kernels::swiglu(x)));
  }
};

QTEST_GUILESS_MAIN(ConformanceTest)
#include "conformance_test.moc"
