// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/curve.h"
#include "core/events/events.h"
#include "core/events/hub.h"
#include "tests/support/test_support.h"

#include <atomic>
#include <cmath>
#include <limits>
#include <random>
#include <thread>

using namespace timbre;
using events::CurvePyramid;

class EventsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyEventSurvivesItsJson() {
    base::Error error("weights.truncated", {{"needed", "12"}}, "/a b/é");
    error.at(7, 3);
    const std::vector<events::RunEvent> all = {
        events::StepMetrics{3, 1.25, 2e-4, 0.5, 100, 40, 0.1, 0.5, 1u << 20, 1},
        events::ValidationMetrics{3, 1.5, 40, 0.2, 1},
        events::RunStateChanged{events::RunState::Failed, 3, 9, error},
        events::RunStateChanged{events::RunState::Running, 3, 9, std::nullopt},
        events::RunPhase{"packing", 0.25},
        events::CheckpointSaved{3, "checkpoint-3", 99, 1.5, 1.25},
        events::CheckpointSaved{4, "checkpoint-4", 99, std::nullopt, 1.25},
        events::RunNote{events::RunNote::Level::Warning, 3, error},
        events::RunNote{events::RunNote::Level::Warning, 4, error, {2, 17, 9'000'000'000}},
        events::SampleAnswer{3, "你好?", "line\nbreak \"quoted\""},
        events::RunDone{"/runs/a", 9, "checkpoint-9", 1.1, 1.2, 5.5, 1000, 77},
        events::RunDone{"/runs/a", 9, "checkpoint-9", 1.1, std::nullopt, 5.5, 1000, 77},
    };
    for (const auto& event : all) {
      auto text = base::parseJson(base::dumpJson(events::toJson(event)));
      TIMBRE_OK(text);
      auto back = events::runEventFromJson(*text);
      TIMBRE_OK(back);
      QVERIFY(*back == event);
    }
  }

  void nanAndInfinityAreReadable() {
    events::StepMetrics step;
    step.step = 1;
    step.loss = std::numeric_limits<double>::quiet_NaN();
    step.gradNorm = std::numeric_limits<double>::infinity();
    auto text = base::parseJson(base::dumpJson(events::toJson(step)));
    TIMBRE_OK(text);
    const auto back = std::get<events::StepMetrics>(*events::runEventFromJson(*text));
    QVERIFY(std::isnan(back.loss));
    QVERIFY(std::isinf(back.gradNorm));
  }

  void unknownEventIsAnError() {
    QVERIFY(!events::runEventFromJson(base::Json{{"event", "party"}}).ok());
    QVERIFY(!events::runEventFromJson(base::Json::array()).ok());
  }

  void wakeFiresOncePerDrain() {
    events::Hub<int> hub;
    int wakes = 0;
    auto subscription = hub.subscribe([&] { ++wakes; });
    hub.publish(1);
    hub.publish(2);
    QCOMPARE(wakes, 1);
    QCOMPARE(subscription.drain().events, (std::vector<int>{1, 2}));
    hub.publish(3);
    QCOMPARE(wakes, 2);
  }

  void aBlockedWatcherCostsFlatMemoryAndIsTold() {
    events::Hub<int> hub;
    auto subscription = hub.subscribe([] {}, 100);
    for (int i = 0; i < 1'000'000; ++i) hub.publish(i);
    auto drained = subscription.drain();
    QVERIFY(drained.overflowed);
    QVERIFY(drained.events.size() <= 100);
    QCOMPARE(drained.events.back(), 999'999);
    QVERIFY(!subscription.drain().overflowed);
  }

  void readingsCoalesce() {
    events::Hub<std::string> hub([](std::string& last, const std::string& next) {
      last += next;
      return true;
    });
    auto subscription = hub.subscribe([] {});
    for (const char* piece : {"a", "b", "c"}) hub.publish(piece);
    QCOMPARE(subscription.drain().events, (std::vector<std::string>{"abc"}));
  }

  void noCallbackAfterUnsubscribe() {
    events::Hub<int> hub;
    std::atomic<bool> alive{true}, violated{false}, stop{false};
    std::thread publisher([&] {
      for (int i = 0; !stop; ++i) hub.publish(i);
    });
    for (int round = 0; round < 200; ++round) {
      alive = true;
      {
        auto subscription = hub.subscribe([&] {
          if (!alive) violated = true;
        });
        (void)subscription.drain();
        std::this_thread::yield();
      }
      alive = false;
    }
    stop = true;
    publisher.join();
    QVERIFY(!violated);
  }

  void spikeSurvivesEveryZoom() {
    CurvePyramid curve;
    const int n = 1'000'000;
    for (int i = 0; i < n; ++i) curve.append(i, i == 777'777 ? 50.0 : std::sin(i * 0.001));
    for (const double half : {500'000.0, 50'000.0, 5'000.0, 500.0, 5.0}) {
      const auto points = curve.query(777'777 - half, 777'777 + half, 400);
      QVERIFY(points.size() <= 802);
      bool found = false;
      for (const auto& p : points) found = found || (p.x == 777'777 && p.y == 50.0);
      QVERIFY2(found, qPrintable(QString::number(half)));
    }
  }

  void pyramidEqualsSlowTwin() {
    std::mt19937 random(7);
    for (int round = 0; round < 60; ++round) {
      CurvePyramid curve;
      std::vector<double> xs, ys;
      const int n = static_cast<int>(random() % 3000);
      for (int i = 0; i < n; ++i) {
        if (!xs.empty() && random() % 200 == 0) {  // a resume goes back a little
          const double back = xs[xs.size() - 1 - random() % std::min<std::size_t>(xs.size(), 40)];
          while (!xs.empty() && xs.back() >= back) xs.pop_back(), ys.pop_back();
          curve.truncateFrom(back);
          QCOMPARE(curve.size(), xs.size());
        }
        const double x = xs.empty() ? 0 : xs.back() + 1;
        const double y = random() % 50 == 0 ? std::nan("") : static_cast<double>(random() % 1000);
        xs.push_back(x);
        ys.push_back(y);
        curve.append(x, y);
      }
      if (xs.empty()) continue;
      for (int q = 0; q < 20; ++q) {
        double a = xs.front() + static_cast<double>(random() % (xs.size() + 1));
        double b = xs.front() + static_cast<double>(random() % (xs.size() + 1));
        if (a > b) std::swap(a, b);
        double low = 1e9, high = -1e9;
        for (std::size_t i = 0; i < xs.size(); ++i)
          if (xs[i] >= a && xs[i] <= b && std::isfinite(ys[i])) low = std::min(low, ys[i]), high = std::max(high, ys[i]);
        const auto range = curve.range(a, b);
        QCOMPARE(range.empty, low > high);
        if (!range.empty) {
          QCOMPARE(range.low, low);
          QCOMPARE(range.high, high);
        }
        double previous = -1;
        for (const auto& p : curve.query(a, b, 10)) {
          QVERIFY(p.x > previous);
          previous = p.x;
        }
      }
    }
  }

  void smoothingIsDebiasedAndKeepsGaps() {
    events::DebiasedEma ema(0.9);
    QCOMPARE(ema.push(5), 5.0);
    QVERIFY(std::isnan(ema.push(std::nan(""))));
    QVERIFY(std::abs(ema.push(5) - 5.0) < 1e-12);
  }
};

QTEST_GUILESS_MAIN(EventsTest)
#include "events_test.moc"
