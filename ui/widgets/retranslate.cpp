// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/retranslate.h"

#include <QEvent>
#include <QWidget>

namespace timbre::ui {

namespace {

class Retranslator : public QObject {
 public:
  Retranslator(QWidget* owner, std::function<void()> apply) : QObject(owner), m_apply(std::move(apply)) { owner->installEventFilter(this); }
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() == QEvent::LanguageChange && watched == parent()) m_apply();
    return false;
  }

 private:
  std::function<void()> m_apply;
};

}  // namespace

void onLanguageChange(QWidget* owner, std::function<void()> apply) {
  apply();
  new Retranslator(owner, std::move(apply));
}

}  // namespace timbre::ui
