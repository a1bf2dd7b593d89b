# Headers of others, parsed once instead of in every source. Off in the release preset, so
# that a source which leans on them instead of including what it uses is found there (and by clang-tidy).
option(WORKBENCH_PRECOMPILED_HEADERS "Precompile the headers of Qt, OpenSSL and the standard library" OFF)

set(CORE_HEADERS
    <algorithm> <array> <chrono> <functional> <memory> <optional> <string> <vector>
    <QByteArray> <QCoreApplication> <QDateTime> <QFile> <QHash> <QJsonDocument> <QJsonObject> <QList> <QRegularExpression>
    <QSet> <QSslConfiguration> <QSslSocket> <QString> <QStringList> <QTimer>
    <openssl/err.h> <openssl/ssl.h> <openssl/x509v3.h> <tl/expected.hpp>)
set(TEST_HEADERS ${CORE_HEADERS} <QtTest> <QTemporaryDir> <QProcess>)
set(UI_HEADERS ${CORE_HEADERS} <QtWidgets>)

set(CORE_LIBRARIES Qt6::Core Qt6::Network OpenSSL::SSL OpenSSL::Crypto tl::expected)
set(TEST_LIBRARIES ${CORE_LIBRARIES} Qt6::Test)
set(UI_LIBRARIES ${CORE_LIBRARIES} Qt6::Gui Qt6::Widgets Qt6::Svg)

# Makes the headers of a family; its target stands for them and is nothing else.
function(add_precompiled_headers FAMILY KIND)
  set(SOURCE ${PROJECT_BINARY_DIR}/precompiled_${FAMILY}.cpp)
  file(CONFIGURE OUTPUT ${SOURCE} CONTENT "int main() { return 0; }\n")
  if(KIND STREQUAL "program")
    add_executable(precompiled_${FAMILY} ${SOURCE})
  else()
    add_library(precompiled_${FAMILY} OBJECT ${SOURCE})
  endif()
  string(TOUPPER ${FAMILY} PREFIX)
  target_precompile_headers(precompiled_${FAMILY} PRIVATE ${${PREFIX}_HEADERS})
  target_link_libraries(precompiled_${FAMILY} PRIVATE ${${PREFIX}_LIBRARIES})
  set_target_properties(precompiled_${FAMILY} PROPERTIES AUTOMOC OFF)
  set(SUFFIX gch)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    set(SUFFIX pch)
    # Clang's name the folder that they were made in: those of another tree are no use.
    set_target_properties(precompiled_${FAMILY} PROPERTIES CXX_COMPILER_LAUNCHER "")
  endif()
  # GCC writes other bytes each time. To ccache they are the same while the headers are: see CCACHE_PCH_EXTSUM.
  string(JOIN " " MEANING ${${PREFIX}_HEADERS} ${KIND} Qt ${Qt6_VERSION} OpenSSL ${OPENSSL_VERSION} expected
         ${tl-expected_VERSION} ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION})
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/CMakeFiles/precompiled_${FAMILY}.dir/cmake_pch.hxx.${SUFFIX}.sum
       CONTENT "${MEANING}\n")
endfunction()

if(WORKBENCH_PRECOMPILED_HEADERS)
  add_precompiled_headers(core library)
  add_precompiled_headers(ui library)
  # Programs are position-independent in another way than libraries are.
  add_precompiled_headers(test program)
endif()

# use_precompiled_headers(TARGET core|test|ui). The compiler wants a target to have the definitions that its headers were
# made with, so it gets the libraries that they come from.
function(use_precompiled_headers TARGET FAMILY)
  if(WORKBENCH_PRECOMPILED_HEADERS)
    string(TOUPPER ${FAMILY} PREFIX)
    target_link_libraries(${TARGET} PRIVATE ${${PREFIX}_LIBRARIES})
    target_precompile_headers(${TARGET} REUSE_FROM precompiled_${FAMILY})
  endif()
endfunction()
