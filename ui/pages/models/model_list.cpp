// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/models/model_list.h"

#include "core/base/file_ops.h"
#include "ui/bridge/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/text_block.h"

#include <QPainter>

namespace timbre::ui {

using Source = session::KnownModel::Source;

void ModelListModel::setModels(std::vector<session::KnownModel> models) {
  m_models = std::move(models);
  rebuild();
}

void ModelListModel::setOpened(std::vector<session::KnownModel> models) {
  m_opened = std::move(models);
  rebuild();
}

void ModelListModel::setFilter(const QString& filter) {
  m_filter = filter.trimmed();
  rebuild();
}

QString ModelListModel::headingOf(Source source) {
  switch (source) {
    case Source::Starter: return tr("Comes with Timbre");
    case Source::Recent: return tr("Used before");
    case Source::Downloaded: return tr("Downloaded by Timbre");
    case Source::HuggingFace: return tr("Hugging Face cache");
    case Source::ModelScope: return tr("ModelScope cache");
    case Source::Folder: break;
  }
  return tr("Opened");
}

void ModelListModel::rebuild() {
  beginResetModel();
  m_rows.clear();
  QString last;
  const auto add = [&](const session::KnownModel& model, const QString& heading) {
    const QString name = QString::fromStdString(model.name);
    if (!m_filter.isEmpty() && !name.contains(m_filter, Qt::CaseInsensitive)) return;
    if (heading != last) m_rows.push_back({heading, nullptr});
    last = heading;
    m_rows.push_back({{}, &model});
  };
  for (const auto& model : m_opened) add(model, headingOf(Source::Folder));
  for (const auto& model : m_models) add(model, headingOf(model.source));
  endResetModel();
}

const session::KnownModel* ModelListModel::model(int row) const {
  return row >= 0 && row < int(m_rows.size()) ? m_rows[std::size_t(row)].model : nullptr;
}

int ModelListModel::rowOf(const std::filesystem::path& folder) const {
  for (int row = 0; row < int(m_rows.size()); ++row)
    if (const auto* at = model(row); at && at->folder == folder) return row;
  return -1;
}

int ModelListModel::firstModel() const {
  for (int row = 0; row < int(m_rows.size()); ++row)
    if (model(row)) return row;
  return -1;
}

bool ModelListModel::holds(const std::filesystem::path& folder) const {
  for (const auto& model : m_models)
    if (model.folder == folder) return true;
  return false;
}

int ModelListModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

QVariant ModelListModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= int(m_rows.size())) return {};
  const Row& row = m_rows[std::size_t(index.row())];
  if (!row.model) {
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole) return row.heading;
    return role == HeadingRole ? QVariant(true) : QVariant();
  }
  const QString name = QString::fromStdString(row.model->name);
  const QString detail = row.model->missing ? tr("Folder not found") : Format::bytes(row.model->bytes);
  switch (role) {
    case Qt::DisplayRole: return name;
    case DetailRole: return detail;
    case MissingRole: return row.model->missing;
    case Qt::AccessibleTextRole: return name + QStringLiteral(", ") + detail;
    case Qt::ToolTipRole: return QString::fromStdString(base::displayPath(row.model->folder));
    default: return {};
  }
}

Qt::ItemFlags ModelListModel::flags(const QModelIndex& index) const {
  return model(index.row()) ? Qt::ItemIsSelectable | Qt::ItemIsEnabled : Qt::NoItemFlags;
}

QSize ModelListDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const {
  const bool heading = index.data(ModelListModel::HeadingRole).toBool();
  return {theme().px(200), theme().px(heading ? 32 : 46)};
}

void ModelListDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const Theme& t = theme();
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  const QString text = index.data(Qt::DisplayRole).toString();
  if (index.data(ModelListModel::HeadingRole).toBool()) {
    QFont font = t.font(TextRole::Small);
    font.setWeight(QFont::DemiBold);
    drawTextLine(*painter, option.rect.adjusted(t.px(12), t.px(10), -t.px(12), 0), text, font, t.color(Role::Text2));
    painter->restore();
    return;
  }
  const QRect row = option.rect.adjusted(t.px(6), 1, -t.px(6), -1);
  const bool selected = option.state & QStyle::State_Selected, hovered = option.state & QStyle::State_MouseOver;
  if (selected || hovered) paintRounded(*painter, row, t.px(6), t.color(selected ? Role::Selection : Role::Hover));
  if (selected) paintRounded(*painter, QRect(row.left(), row.top() + t.px(6), t.px(3), row.height() - t.px(12)), 1, t.color(Role::Accent));
  if (selected && (option.state & QStyle::State_HasFocus)) {
    painter->setPen(QPen(t.color(Role::Focus), 2));
    painter->drawRoundedRect(QRectF(row).adjusted(1, 1, -1, -1), t.px(6), t.px(6));
  }
  const bool missing = index.data(ModelListModel::MissingRole).toBool();
  const int strong = t.lineBox(TextRole::Strong), small = t.lineBox(TextRole::Caption);
  const int top = row.top() + (row.height() - strong - small) / 2, left = row.left() + t.px(12);
  const int width = row.right() - left - t.px(8);
  drawTextLine(*painter, QRect(left, top, width, strong), text, t.font(TextRole::Strong), t.color(missing ? Role::Text2 : Role::Text1), Qt::AlignLeft, Qt::ElideMiddle);
  drawTextLine(*painter, QRect(left, top + strong, width, small), index.data(ModelListModel::DetailRole).toString(), t.font(TextRole::Caption), t.color(Role::Text2));
  painter->restore();
}

}  // namespace timbre::ui
