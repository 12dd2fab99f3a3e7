// SPDX-License-Identifier: GPL-3.0-or-later
// A compositor owns the selection _NET_WM_CM_S<screen> (EWMH, "Compositing Managers").
#include "ui/theme/compositing.h"

#include <QGuiApplication>
#include <QLibrary>

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace timbre::ui {

#if QT_CONFIG(xcb)

namespace {

// libxcb's, which Qt's platform plugin has loaded already; nothing is linked for one question.
struct Cookie {
  unsigned sequence;
};
struct Reply {
  std::uint8_t type, pad;
  std::uint16_t sequence;
  std::uint32_t length, value;  // an atom, or a window
};
using AskAtom = Cookie (*)(xcb_connection_t*, std::uint8_t onlyIfExists, std::uint16_t length, const char* name);
using AskOwner = Cookie (*)(xcb_connection_t*, std::uint32_t atom);
using TakeReply = Reply* (*)(xcb_connection_t*, Cookie, void** error);

std::uint32_t take(TakeReply reply, xcb_connection_t* connection, Cookie cookie) {
  void* error = nullptr;
  Reply* answer = reply(connection, cookie, &error);
  const std::uint32_t value = answer ? answer->value : 0;
  std::free(answer);
  std::free(error);
  return value;
}

bool hasCompositor(xcb_connection_t* connection) {
  QLibrary xcb(QStringLiteral("xcb"), 1);
  const auto askAtom = reinterpret_cast<AskAtom>(xcb.resolve("xcb_intern_atom"));
  const auto takeAtom = reinterpret_cast<TakeReply>(xcb.resolve("xcb_intern_atom_reply"));
  const auto askOwner = reinterpret_cast<AskOwner>(xcb.resolve("xcb_get_selection_owner"));
  const auto takeOwner = reinterpret_cast<TakeReply>(xcb.resolve("xcb_get_selection_owner_reply"));
  if (!askAtom || !takeAtom || !askOwner || !takeOwner) return false;
  constexpr std::string_view name = "_NET_WM_CM_S0";
  const std::uint32_t atom = take(takeAtom, connection, askAtom(connection, 1, std::uint16_t(name.size()), name.data()));
  return atom != 0 && take(takeOwner, connection, askOwner(connection, atom)) != 0;
}

}  // namespace

bool canBeTranslucent() {
  const auto* x11 = qGuiApp ? qGuiApp->nativeInterface<QNativeInterface::QX11Application>() : nullptr;
  return !x11 || (x11->connection() && hasCompositor(x11->connection()));
}

#else

bool canBeTranslucent() { return true; }

#endif

}  // namespace timbre::ui
