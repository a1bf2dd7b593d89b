# Warnings, hardening, sanitizers and ccache: what every target is compiled with.

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  # Paths relative to the tree, so that a fresh clone somewhere else finds the objects of the last one. What a
  # precompiled header defines counts by its content.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" CCACHE_NOHASHDIR=1 CCACHE_PCH_EXTSUM=1
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime "${CCACHE_PROGRAM}")
endif()

set(WORKBENCH_SANITIZER "" CACHE STRING "address, thread or empty; address brings undefined along")

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wconversion
                    -Wno-sign-conversion
                    # Designated initializers name what differs from the default and leave out the rest.
                    -Wno-missing-field-initializers)
if(CMAKE_BUILD_TYPE MATCHES "Rel" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 at -O3 takes std::string operations for overlapping copies (GCC bug 105651).
  add_compile_options(-Wno-restrict)
endif()
option(WORKBENCH_WARNINGS_AS_ERRORS "Warnings end the build" OFF)
if(WORKBENCH_WARNINGS_AS_ERRORS)
  # What a newer Qt or OpenSSL has deprecated is to be heard of, not to stop the build there.
  add_compile_options(-Werror -Wno-error=deprecated-declarations)
endif()

add_compile_definitions(
  QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING QT_NO_FOREACH QT_NO_KEYWORDS
  OPENSSL_API_COMPAT=30000 OPENSSL_NO_DEPRECATED)

if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # Precompiled headers that hold no time can be told apart by ccache.
  add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
endif()
if(WORKBENCH_SANITIZER)
  # Some hundred programs with all that the sanitizer adds.
  find_program(LLD_PROGRAM ld.lld)
  if(LLD_PROGRAM)
    add_link_options(-fuse-ld=lld)
  endif()
endif()

set(CMAKE_POSITION_INDEPENDENT_CODE ON)
include(CheckPIESupported)
check_pie_supported()

if(WORKBENCH_SANITIZER STREQUAL "address")
  add_compile_definitions(WORKBENCH_SANITIZES_ADDRESSES)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(WORKBENCH_SANITIZER STREQUAL "thread")
  add_compile_definitions(WORKBENCH_SANITIZES_THREADS)
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
else()
  add_compile_options(-fstack-protector-strong)
  add_link_options(-Wl,-z,relro,-z,now)
  if(CMAKE_BUILD_TYPE MATCHES "Rel")
    add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
  endif()
endif()
