# SPDX-License-Identifier: GPL-3.0-or-later
# timbre_add_icons()   makes the target timbre_icons: the icons that resources/icons/icons.txt names, our own marks and
#                      the licence text, as Qt resources :/icons/NAME.svg and :/icons/LICENSE-lucide.txt.
#
# Link timbre_icons PUBLIC from a library, so that the resource's objects reach the program (an archive would drop them).
# The icons come from the wheel that packaging/setup fetched, or from -DTIMBRE_ICONS=FOLDER with NAME.svg files.

set(TIMBRE_ICONS "" CACHE PATH "Folder with Lucide's SVG files; empty takes the wheel that packaging/setup fetched")

# Sets OUT to a folder that holds every NAME.svg of the list, or ends the configure step with what is missing.
function(timbre_find_icons out names)
  set(folder "${TIMBRE_ICONS}")
  if(NOT folder)
    if(DEFINED ENV{XDG_CACHE_HOME})
      set(zip "$ENV{XDG_CACHE_HOME}/timbre/lucide/lucide/lucide.zip")
    else()
      set(zip "$ENV{HOME}/.cache/timbre/lucide/lucide/lucide.zip")
    endif()
    if(NOT EXISTS "${zip}")
      message(FATAL_ERROR "The icons are not in ${zip}: run packaging/setup, or set TIMBRE_ICONS to a folder of Lucide SVG files.")
    endif()
    set(folder "${CMAKE_BINARY_DIR}/icons/lucide")
    list(TRANSFORM names APPEND ".svg" OUTPUT_VARIABLE files)
    file(REMOVE_RECURSE "${folder}")
    file(ARCHIVE_EXTRACT INPUT "${zip}" DESTINATION "${folder}" PATTERNS ${files})
  endif()
  set(missing "")
  foreach(name IN LISTS names)
    if(NOT EXISTS "${folder}/${name}.svg")
      list(APPEND missing "${name}")
    endif()
  endforeach()
  if(missing)
    list(JOIN missing ", " missing)
    message(FATAL_ERROR "resources/icons/icons.txt names icons that are not in ${folder}: ${missing}. Correct the name or the Lucide version.")
  endif()
  set(${out} "${folder}" PARENT_SCOPE)
endfunction()

function(timbre_add_icons)
  set(own "${CMAKE_SOURCE_DIR}/resources/icons")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${own}/icons.txt")
  file(STRINGS "${own}/icons.txt" names REGEX "^[a-z0-9-]+$")
  timbre_find_icons(folder "${names}")

  # Copied only where the bytes differ, so that configuring again does not compile the resource again.
  set(build "${CMAKE_BINARY_DIR}/icons")
  set(entries "")
  foreach(name IN LISTS names)
    configure_file("${folder}/${name}.svg" "${build}/set/${name}.svg" COPYONLY)
    string(APPEND entries "    <file alias=\"${name}.svg\">set/${name}.svg</file>\n")
  endforeach()
  foreach(name timbre.svg timbre-mark.svg timbre-project.svg LICENSE-lucide.txt)
    configure_file("${own}/${name}" "${build}/set/${name}" COPYONLY)
    string(APPEND entries "    <file alias=\"${name}\">set/${name}</file>\n")
  endforeach()
  file(CONFIGURE OUTPUT "${build}/timbre_icons.qrc" @ONLY
    CONTENT "<RCC>\n  <qresource prefix=\"/icons\">\n@entries@  </qresource>\n</RCC>\n")

  qt_add_resources(resource "${build}/timbre_icons.qrc")
  add_library(timbre_icons_objects OBJECT ${resource})
  add_library(timbre_icons INTERFACE)
  target_sources(timbre_icons INTERFACE $<TARGET_OBJECTS:timbre_icons_objects>)

  include(GNUInstallDirs)
  install(FILES "${own}/LICENSE-lucide.txt" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
endfunction()
