# SPDX-License-Identifier: GPL-3.0-or-later
# timbre_i18n      the compiled translations as resources :/i18n/… (our own words, and Qt's for its dialogs)
# timbre_lupdate   reads every string of ui/, app/ and the message tables into translations/timbre_zh_CN.ts
#
# The sentences of core/base/messages/*.inc and the labels of core/recipe are seen through the macro TIMBRE_TEXT.
set(timbre_ts "${CMAKE_SOURCE_DIR}/translations/timbre_zh_CN.ts")
set(timbre_qm "${CMAKE_BINARY_DIR}/i18n/timbre_zh_CN.qm")
file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/i18n")

add_custom_command(OUTPUT "${timbre_qm}"
  COMMAND Qt6::lrelease -silent "${timbre_ts}" -qm "${timbre_qm}"
  DEPENDS "${timbre_ts}" VERBATIM)

set(timbre_qrc "    <file alias=\"timbre_zh_CN.qm\">timbre_zh_CN.qm</file>\n")
# Qt's own dialogs speak Chinese wherever the program runs, also where qt6-translations-l10n is not installed.
get_target_property(timbre_qmake Qt6::qmake IMPORTED_LOCATION)
execute_process(COMMAND "${timbre_qmake}" -query QT_INSTALL_TRANSLATIONS OUTPUT_VARIABLE timbre_qt_translations OUTPUT_STRIP_TRAILING_WHITESPACE)
if(EXISTS "${timbre_qt_translations}/qtbase_zh_CN.qm")
  configure_file("${timbre_qt_translations}/qtbase_zh_CN.qm" "${CMAKE_BINARY_DIR}/i18n/qtbase_zh_CN.qm" COPYONLY)
  string(APPEND timbre_qrc "    <file alias=\"qtbase_zh_CN.qm\">qtbase_zh_CN.qm</file>\n")
else()
  message(STATUS "qtbase_zh_CN.qm was not found: Qt's own dialogs stay English in Chinese")
endif()
file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/i18n/timbre_i18n.qrc" @ONLY
  CONTENT "<RCC>\n  <qresource prefix=\"/i18n\">\n@timbre_qrc@  </qresource>\n</RCC>\n")
qt_add_resources(timbre_i18n_cpp "${CMAKE_BINARY_DIR}/i18n/timbre_i18n.qrc")
set_property(SOURCE ${timbre_i18n_cpp} APPEND PROPERTY OBJECT_DEPENDS "${timbre_qm}")
add_library(timbre_i18n_objects OBJECT ${timbre_i18n_cpp} "${timbre_qm}")
add_library(timbre_i18n INTERFACE)
target_sources(timbre_i18n INTERFACE $<TARGET_OBJECTS:timbre_i18n_objects>)

add_custom_target(timbre_lupdate
  COMMAND Qt6::lupdate -locations none -no-obsolete -tr-function-alias QT_TRANSLATE_NOOP+=TIMBRE_TEXT
    -extensions cpp,h,inc -I "${CMAKE_SOURCE_DIR}"
    "${CMAKE_SOURCE_DIR}/ui" "${CMAKE_SOURCE_DIR}/app" "${CMAKE_SOURCE_DIR}/core/base/messages" "${CMAKE_SOURCE_DIR}/core/recipe"
    -ts "${timbre_ts}"
  VERBATIM)
