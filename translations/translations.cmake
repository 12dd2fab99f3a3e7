# SPDX-License-Identifier: GPL-3.0-or-later
# timbre_i18n      the compiled translations as resources :/i18n/… (our own words, and Qt's for its dialogs)
# timbre_lupdate   reads every string of ui/, app/, the message tables and the recipe labels into translations/*.ts
#
# The sentences of core/base/messages/*.inc and the labels of core/recipe are seen through the macro TIMBRE_TEXT.
file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/i18n")
set(timbre_qm "")
set(timbre_qrc "")
# English holds the plural forms only; its texts are the source.
foreach(language en zh_CN)
  set(ts "${CMAKE_SOURCE_DIR}/translations/timbre_${language}.ts")
  set(qm "${CMAKE_BINARY_DIR}/i18n/timbre_${language}.qm")
  add_custom_command(OUTPUT "${qm}" COMMAND Qt6::lrelease -silent "${ts}" -qm "${qm}" DEPENDS "${ts}" VERBATIM)
  list(APPEND timbre_qm "${qm}")
  string(APPEND timbre_qrc "    <file alias=\"timbre_${language}.qm\">timbre_${language}.qm</file>\n")
endforeach()

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
add_library(timbre_i18n_objects OBJECT ${timbre_i18n_cpp} ${timbre_qm})
add_library(timbre_i18n INTERFACE)
target_sources(timbre_i18n INTERFACE $<TARGET_OBJECTS:timbre_i18n_objects>)

set(timbre_lupdate_arguments -silent -locations none -no-obsolete -tr-function-alias QT_TRANSLATE_NOOP+=TIMBRE_TEXT
  -extensions cpp,h,inc -I "${CMAKE_SOURCE_DIR}"
  "${CMAKE_SOURCE_DIR}/ui" "${CMAKE_SOURCE_DIR}/app" "${CMAKE_SOURCE_DIR}/core/base/messages" "${CMAKE_SOURCE_DIR}/core/recipe")
add_custom_target(timbre_lupdate
  COMMAND Qt6::lupdate ${timbre_lupdate_arguments} -ts "${CMAKE_SOURCE_DIR}/translations/timbre_zh_CN.ts"
  COMMAND Qt6::lupdate ${timbre_lupdate_arguments} -pluralonly -ts "${CMAKE_SOURCE_DIR}/translations/timbre_en.ts"
  VERBATIM)
