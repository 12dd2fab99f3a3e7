// SPDX-License-Identifier: GPL-3.0-or-later
// What packaging/cmake/TimbreTorch.cmake promises: LibTorch works from our own files, at::parallel_for in them really
// uses threads (without -fopenmp it silently uses one), and one OpenMP runtime is loaded, not two.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "tests/support/test_support.h"

#include <link.h>

#include <mutex>
#include <set>
#include <string_view>
#include <thread>

class LibtorchTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void computes();
  void throwsWhatWeCatch();
  void parallelForUsesThreads();
  void oneOpenMpRuntime();
};

void LibtorchTest::computes() {
  const at::Tensor ones = at::ones({2, 2});
  QCOMPARE(at::mm(ones, ones).sum().item<float>(), 8.0F);
}

void LibtorchTest::throwsWhatWeCatch() {
  QVERIFY_EXCEPTION_THROWN((void)(at::ones({2, 2}) + at::ones({3})), c10::Error);
}

void LibtorchTest::parallelForUsesThreads() {
  const int before = at::get_num_threads();
  at::set_num_threads(2);
  std::mutex mutex;
  std::set<std::thread::id> threads;
  at::parallel_for(0, 2, 1, [&](std::int64_t, std::int64_t) {
    const std::lock_guard lock(mutex);
    threads.insert(std::this_thread::get_id());
  });
  at::set_num_threads(before);
  QCOMPARE(threads.size(), std::size_t(2));
}

void LibtorchTest::oneOpenMpRuntime() {
  std::set<std::string> runtimes;
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* found) {
        const std::string_view name = info->dlpi_name;
        if (name.find("libgomp") != name.npos || name.find("libiomp") != name.npos || name.find("libomp") != name.npos) {
          static_cast<std::set<std::string>*>(found)->emplace(name);
        }
        return 0;
      },
      &runtimes);
  QCOMPARE(runtimes.size(), std::size_t(1));
}

QTEST_GUILESS_MAIN(LibtorchTest)
#include "libtorch_test.moc"
