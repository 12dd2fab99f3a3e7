// SPDX-License-Identifier: GPL-3.0-or-later
// A persona as a card that is one button: letter, name, one sentence, language, and two exchanges in its own voice.
#pragma once

#include "ui/pages/welcome/welcome_data.h"
#include "ui/widgets/cards.h"

namespace timbre::ui {

class TemplateCard : public CardButton {
  Q_OBJECT
 public:
  TemplateCard(const PersonaTemplate& persona, bool chinese, QWidget* parent = nullptr);
};

/// "Empty project": dashed, because it is a place and not a thing yet.
class EmptyProjectRow : public CardButton {
  Q_OBJECT
 public:
  explicit EmptyProjectRow(QWidget* parent = nullptr);
};

}  // namespace timbre::ui
