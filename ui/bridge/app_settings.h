// SPDX-License-Identifier: GPL-3.0-or-later
// What a person set for the whole program, as a value with a JSON form (unknown keys survive a load and save), and the store
// that writes it. Prices are kept beside it in the form of resources/prices, so that the file can be edited by hand.
#pragma once

#include "core/base/file_ops.h"
#include "core/base/json.h"
#include "core/base/result.h"

#include <QObject>
#include <QThreadPool>

#include <filesystem>
#include <string>
#include <vector>

namespace timbre::ui {

struct PriceRow {
  std::string id, name;
  double train = 0;          ///< per million tokens
  std::string currency = "USD";
  std::string encoding;
  std::string date;          ///< "" takes the table's
  long long maxTokens = 0;   ///< per example, 0: not known
  bool operator==(const PriceRow&) const = default;
};

struct PriceTable {
  std::string date;
  std::string note;
  std::vector<PriceRow> rows;
  bool operator==(const PriceTable&) const = default;
};
base::Result<PriceTable> priceTableFromJson(std::string_view text, std::string_view path = {});
std::string toJsonText(const PriceTable& table);

struct AppSettings {
  std::string theme = "system";   ///< system | light | dark
  std::string language;           ///< "" follows the system
  double textScale = 1.0;
  bool motion = true;
  std::string device = "auto";    ///< auto | cpu | cuda:0 …
  int threads = 0;                ///< 0: all
  std::string rankFolder;         ///< a tokenizer rank file (*.tiktoken) or a folder of them; "" means none
  base::Json other = base::Json::object();  ///< keys of newer versions, kept

  bool operator==(const AppSettings&) const = default;
};
/// Values of the wrong type or out of range fall back to their default: a broken settings file never stops the program.
AppSettings settingsFromJson(const base::Json& json);
base::Json toJson(const AppSettings& settings);

/// Holds the current settings; saving happens on one thread of its own, in order.
class SettingsStore : public QObject {
  Q_OBJECT
 public:
  /// Reads both files, blocking: call before the window is shown. Files that are missing or broken give the defaults;
  /// `shippedPrices` is the text of resources/prices/training_prices.json.
  SettingsStore(std::filesystem::path folder, const std::string& shippedPrices, QObject* parent = nullptr);
  /// Waits for what was handed over to be written.
  ~SettingsStore() override;

  const AppSettings& settings() const { return m_settings; }
  const PriceTable& prices() const { return m_prices; }
  const PriceTable& shippedPrices() const { return m_shipped; }
  void setSettings(const AppSettings& settings);
  void setPrices(const PriceTable& prices);

 Q_SIGNALS:
  void settingsChanged();
  void pricesChanged();
  /// A file could not be written; the values stay in force until the program ends.
  void saveFailed(const timbre::base::Error& error);

 private:
  void write(const std::filesystem::path& file, std::string bytes);
  std::filesystem::path m_folder;
  AppSettings m_settings;
  PriceTable m_prices, m_shipped;
  base::FileOps m_ops;
  QThreadPool m_writer;
};

}  // namespace timbre::ui
