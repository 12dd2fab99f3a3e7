// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/device.h"
#include "kernels/cuda/module.h"
#include "tests/support/test_support.h"

#include "core/base/messages.h"

using namespace timbre;

class DeviceTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void cpuIsDescribed() {
    const auto cpu = kernels::cpuInfo();
    QVERIFY(!cpu.name.empty());
    QVERIFY(cpu.threads >= 1);
    QVERIFY(cpu.memoryBytes > (1u << 28));
    QVERIFY(cpu.loops == "avx512" || cpu.loops == "avx2" || cpu.loops == "base");
  }

  void theProbeMeasures() {
    const auto probe = kernels::measureGemm();
    QVERIFY(probe.fp32Gflops > 0.1);
    QVERIFY(probe.bf16Gflops > 0.01);
    qInfo("fp32 %.0f GFLOP/s, bf16 %.0f GFLOP/s", probe.fp32Gflops, probe.bf16Gflops);
  }

  void theChoiceNeedsInstructionsAndSpeed_data() {
    QTest::addColumn<bool>("instructions");
    QTest::addColumn<double>("bf16");
    QTest::addColumn<bool>("expectBf16");
    QTest::addColumn<QString>("reason");
    QTest::newRow("no instructions") << false << 900.0 << false << "device.cpu_fp32_no_bf16";
    QTest::newRow("slower") << true << 50.0 << false << "device.cpu_fp32_measured";
    QTest::newRow("not worth it") << true << 120.0 << false << "device.cpu_fp32_measured";
    QTest::newRow("faster") << true << 200.0 << true << "device.cpu_bf16_measured";
  }

  void theChoiceNeedsInstructionsAndSpeed() {
    QFETCH(bool, instructions);
    QFETCH(double, bf16);
    QFETCH(bool, expectBf16);
    QFETCH(QString, reason);
    kernels::CpuInfo cpu;
    cpu.features = {"avx2", "avx512f"};
    if (instructions) cpu.features.emplace_back("amx_bf16");
    const auto choice = kernels::chooseCpuType(cpu, {100, bf16});
    QCOMPARE(choice.type == at::kBFloat16, expectBf16);
    QCOMPARE(QString::fromStdString(choice.reason), reason);
    QVERIFY(base::findMessage(choice.reason));
  }

  void anAbsentModuleIsExplained() {
    // $TIMBRE_CUDA_MODULE: folder with a libtimbre_cuda.so; opening needs libc10_cuda and libcudart, but no GPU.
    const QByteArray folder = qgetenv("TIMBRE_CUDA_MODULE");
    QVERIFY(!kernels::cuda::openModule("/nonexistent").empty());
    QVERIFY(!kernels::cuda::module());
    if (folder.isEmpty()) return;
    QCOMPARE(kernels::cuda::openModule(folder.toStdString()), std::string());
    QVERIFY(kernels::cuda::module() && kernels::cuda::module()->rmsForward);
  }

  void anAbsentGpuIsExplained() {
    const auto& state = kernels::gpuState();
    if (!state.gpus.empty()) QSKIP("this machine has a GPU");
    QVERIFY(state.problem.has_value());
    QVERIFY(base::findMessage(state.problem->code));
    const std::string sentence = base::errorSentence(base::Error(state.problem->code, state.problem->args));
    QVERIFY2(sentence.find('{') == std::string::npos, sentence.c_str());
  }
};

QTEST_GUILESS_MAIN(DeviceTest)
#include "device_test.moc"
