#include "core/wire/known_clients.h"

#include <array>

namespace workbench::wire {
namespace {

struct KnownClient
{
    std::string_view lists; ///< the second and third part of its JA4
    std::string_view name;
};

// Measured with tests/interop/known_clients_test.py, which finds each of them again: the programs
// that Debian 12 has, as they come, without options of their own.
constexpr std::array kClients {
    KnownClient {"e8f1e7e78f70_1f22a2ca17c4", "OpenSSL s_client 3.0"},
    KnownClient {"723694b0fccc_2cc26d266019", "GnuTLS gnutls-cli 3.7"},
    KnownClient {"e8f1e7e78f70_b26ce05bbdd6", "curl 7.88 with OpenSSL"},
    KnownClient {"723694b0fccc_899037bd0b8c", "wget 1.21 (GnuTLS)"},
    KnownClient {"723694b0fccc_288f874c93d6", "git 2.39 or another user of curl 7.88 with GnuTLS"},
    KnownClient {"85036bcba153_d339722ba4af", "Python 3.11"},
    KnownClient {"a33745022dd6_1f22a2ca17c4", "Node.js 20"},
    KnownClient {"9dc949149365_97f8aa674fd9", "Go 1.19"},
    KnownClient {"db35923f8641_7c76daad20ec", "Java 17"},
    KnownClient {"8daaf6152771_cb7bf5808d99", "Chromium 156"},
    KnownClient {"948423e5275c_496733ea6893", "NSS tstclnt 3.87"},
    KnownClient {"131602cb7446_d41ae481755e", "TLS Workbench with Qt 6 and OpenSSL 3.0"},
};

/// "8daaf6152771_e5627efa2ab1" of "t13d1516h2_8daaf6152771_e5627efa2ab1".
std::string_view listsOf(std::string_view ja4)
{
    const std::size_t head = ja4.find('_');
    return head == std::string_view::npos ? std::string_view() : ja4.substr(head + 1);
}

} // namespace

std::vector<std::string_view> clientsOf(std::string_view ja4)
{
    std::vector<std::string_view> found;
    const std::string_view lists = listsOf(ja4);
    for (const KnownClient& client : kClients) {
        if (client.lists == lists) {
            found.push_back(client.name);
        }
    }
    return found;
}

} // namespace workbench::wire
