// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/token_playground.h"

#include "ui/bridge/error_text.h"
#include "ui/bridge/format.h"
#include "ui/bridge/model_bridge.h"
#include "ui/widgets/cards.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/label.h"
#include "ui/widgets/remark.h"
#include "ui/widgets/retranslate.h"

#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace timbre::ui {

namespace {
constexpr int kLaterMs = 60;  // after the last key; an answer takes a few milliseconds more
}

QList<TokenRun> tokenRuns(const std::vector<session::ShownToken>& tokens, bool shaded) {
  QList<TokenRun> runs;
  runs.reserve(qsizetype(tokens.size()));
  for (const auto& token : tokens) {
    TokenRun run;
    run.text = QString::fromStdString(token.text);
    run.id = token.id;
    if (shaded) run.kind = token.special ? TokenRun::Kind::Template : TokenRun::Kind::Shade;
    else if (token.trained) run.kind = token.role == text::TokenRole::Stop ? TokenRun::Kind::Stop : TokenRun::Kind::Trained;
    else run.kind = token.special ? TokenRun::Kind::Template : TokenRun::Kind::Context;
    runs << run;
  }
  return runs;
}

TokenPlayground::TokenPlayground(ModelBridge* bridge, QWidget* parent) : QWidget(parent), m_bridge(bridge) {
  const Theme& t = theme();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(t.px(8));
  m_head = new SectionHeader({}, this);
  m_kindLabel = new Label({}, TextRole::Small, Role::Text2, m_head);
  m_kindLabel->setElide(Qt::ElideRight);
  m_head->addBeside(m_kindLabel);
  m_count = new Label({}, TextRole::Small, Role::Text2, m_head);
  m_count->setObjectName(QStringLiteral("models.tokenCount"));
  m_count->setTabular(true);
  m_count->setElide(Qt::ElideRight);
  m_head->addTrailing(m_count);
  column->addWidget(m_head);
  m_edit = makeTextEdit(this);
  m_edit->setObjectName(QStringLiteral("models.tokenText"));
  m_edit->setFixedHeight(t.px(60));
  column->addWidget(m_edit);
  m_error = new Remark(this, TextRole::Small);
  m_error->label()->setObjectName(QStringLiteral("models.tokenError"));
  column->addWidget(m_error);
  m_told = new Label({}, TextRole::Small, Role::Text2, this);
  m_told->setObjectName(QStringLiteral("models.tokenTold"));
  m_told->setElide(Qt::ElideMiddle);
  column->addWidget(m_told);
  m_tokens = new TokenView(this);
  m_tokens->setObjectName(QStringLiteral("models.tokens"));
  m_ids = new TokenView(this);
  m_ids->setObjectName(QStringLiteral("models.tokenIds"));
  m_ids->setFocusPolicy(Qt::NoFocus);  // it follows the tokens, each of which tells its id
  column->addWidget(m_tokens);
  column->addWidget(m_ids);
  m_later.setSingleShot(true);
  m_later.setInterval(kLaterMs);
  connect(&m_later, &QTimer::timeout, this, &TokenPlayground::ask);
  connect(m_edit, &QPlainTextEdit::textChanged, this, [this] {
    if (m_edit->hasFocus()) m_touched = true;
    m_later.start();
  });
  connect(m_bridge, &ModelBridge::tokenised, this, [this](const session::TextTokenised& answer) {
    take(answer.text);
    m_error->setWords(BadgeKind::Error, answer.error ? errorText(*answer.error).both() : QString());
    m_count->setVisible(!answer.error);
  });
  connect(m_tokens, &TokenView::currentChanged, this, [this](int token) {
    m_ids->setCurrent(token);
    tell();
  });
  onLanguageChange(this, [this] { retranslate(); });
}

void TokenPlayground::retranslate() {
  m_head->setTitle(tr("Tokenizer"));
  m_edit->setAccessibleName(tr("Text to tokenise"));
  m_edit->setPlaceholderText(tr("Type a text"));
  m_tokens->setName(tr("Tokens"));
  m_ids->setName(tr("Token ids"));
  tell();
  if (!m_touched) m_edit->setPlainText(tr("The lighthouse keeper's voice: 17 × 23 = 391."));
  showCount();
}

void TokenPlayground::setModel(const std::filesystem::path& folder, const QString& kind) {
  m_folder = folder;
  m_kind = kind;
  m_kindLabel->setText(kind);
  setVisible(!folder.empty());
  take({});
  if (!folder.empty()) ask();
}

void TokenPlayground::ask() {
  if (!m_folder.empty()) m_bridge->tokenise(m_folder, m_edit->toPlainText());
}

void TokenPlayground::take(const session::TokenisedText& text) {
  m_shown = text;
  m_tokens->setTokens(tokenRuns(text.tokens, true));
  QList<TokenRun> ids;
  for (const auto& token : text.tokens) {
    TokenRun run;
    run.text = QString::number(token.id);
    run.kind = token.special ? TokenRun::Kind::Template : TokenRun::Kind::Shade;
    run.id = token.id;
    run.reason = QString::fromStdString(token.text);
    ids << run;
  }
  m_ids->setTokens(ids);
  m_ids->setCurrent(m_tokens->current());
  tell();
  QStringList spoken;
  for (const TokenRun& run : std::as_const(ids)) spoken << run.text;
  m_ids->setAccessibleDescription(spoken.join(QLatin1Char(' ')).left(20000));
  showCount();
}

void TokenPlayground::tell() {
  m_told->setText(m_tokens->current() < 0 ? tr("Arrow keys or a click tell a token's id.") : m_tokens->currentWords());
  m_told->setVisible(!m_tokens->tokens().isEmpty());
}

void TokenPlayground::showCount() {
  const auto total = qint64(m_shown.total), shown = qint64(m_shown.tokens.size());
  QString words = tr("%n token(s)", nullptr, int(total)) + QStringLiteral(" · ") + tr("%n character(s)", nullptr, int(m_shown.characters));
  if (shown < total) words += QStringLiteral(" · ") + tr("the first %1 shown").arg(Format::number(shown));
  m_count->setText(words);
}

}  // namespace timbre::ui
