// SPDX-License-Identifier: GPL-3.0-or-later
// The strip below the table: rows, tokens, trained (with this model), epochs (editable), total, hosted billing tokens and their
// price, lengths. Each number stands beside the thing it is compared with. What is not known is a dash with the reason. The billing
// tokens name the encoding they are counted with, or say that they are an estimate; that word is the way to the exact number.
#pragma once

#include "core/session/dataset_service.h"
#include "ui/widgets/pane.h"

#include <QTimer>

class QPushButton;
class QSpinBox;

namespace timbre::ui {

class Figure;
class Histogram;
class Label;
class NumberLabel;

class NumbersStrip : public Pane {
  Q_OBJECT
 public:
  explicit NumbersStrip(QWidget* parent = nullptr);
  void setNumbers(const session::NumbersChanged& numbers);
  const session::NumbersChanged& numbers() const { return m_numbers; }
  void setReadOnly(bool readOnly);
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  void epochsChanged(std::int64_t epochs);
  void lengthsClicked(std::int64_t from, std::int64_t to);  ///< inclusive
  void hostedClicked();                                     ///< how the billing tokens are counted, and what is missing

 protected:
  void resizeEvent(QResizeEvent* event) override;
  bool event(QEvent* event) override;

 private:
  void retranslate();
  int needed(bool hosted, bool price, bool lengths) const;  ///< width with these shown
  void showHosted();
  void fit();
  void showPrice();
  Figure* m_rows;
  Figure* m_tokens;
  Figure* m_trained;
  Figure* m_total;
  Figure* m_price;
  QWidget* m_hosted;
  Label* m_hostedLabel;
  NumberLabel* m_hostedValue;
  QPushButton* m_hostedSource;
  QWidget* m_hostedLine;
  Label* m_epochsLabel;
  QSpinBox* m_epochs;
  QWidget* m_priceLine;
  QWidget* m_lengthsLine;
  QWidget* m_lengths;
  Label* m_lengthsLabel;
  Histogram* m_histogram;
  QTimer m_epochsTimer;
  session::NumbersChanged m_numbers;
};

}  // namespace timbre::ui
