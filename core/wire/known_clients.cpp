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
// of Debian 12, as they come or with the versions limited; Python also as its makers build it,
// which has its own list of suites. Of what says hello in the same way, all are named.
constexpr std::array kClients {
    KnownClient {"e8f1e7e78f70_1f22a2ca17c4", "OpenSSL s_client 3.0"},
    KnownClient {"d943125447b4_e7e480e5a997", "OpenSSL s_client 3.0, up to TLS 1.2"},
    KnownClient {"723694b0fccc_2cc26d266019", "GnuTLS gnutls-cli 3.7"},
    KnownClient {"7415a186c913_577ffa9d9a5c", "GnuTLS gnutls-cli 3.7, up to TLS 1.2"},
    KnownClient {"e8f1e7e78f70_375ca2c5e164", "curl 7.88 with OpenSSL"},
    KnownClient {"d943125447b4_a44c6288192a", "curl 7.88 with OpenSSL, up to TLS 1.2"},
    KnownClient {"16476d049b0b_303c7117418d", "curl 7.88 with OpenSSL, from TLS 1.3"},
    KnownClient {"723694b0fccc_148158566ece", "wget 1.21 (GnuTLS)"},
    KnownClient {"723694b0fccc_288f874c93d6", "git 2.39 or another user of curl 7.88 with GnuTLS"},
    KnownClient {"85036bcba153_fb8d5ffd48c1", "Python 3.11 (urllib, http.client)"},
    KnownClient {"e8f1e7e78f70_fb8d5ffd48c1", "Python 3.11 of Debian (urllib, http.client)"},
    KnownClient {"85036bcba153_1f22a2ca17c4", "Python 3.11 (ssl)"},
    KnownClient {"e8f1e7e78f70_1f22a2ca17c4", "Python 3.11 of Debian (ssl)"},
    KnownClient {"d68b136fe8d9_e7e480e5a997", "Python 3.11 (ssl), up to TLS 1.2"},
    KnownClient {"d943125447b4_e7e480e5a997", "Python 3.11 of Debian (ssl), up to TLS 1.2"},
    KnownClient {"a33745022dd6_1f22a2ca17c4", "Node.js 20"},
    KnownClient {"9dc949149365_97f8aa674fd9", "Go 1.19"},
    KnownClient {"db35923f8641_7c76daad20ec", "Java 17"},
    KnownClient {"8daaf6152771_cb7bf5808d99", "Chromium 156"},
    KnownClient {"948423e5275c_f945b5a80b27", "NSS tstclnt 3.87"},
    KnownClient {"948423e5275c_a3bd9b43ebfc", "NSS tstclnt 3.87, with session tickets"},
    KnownClient {"948423e5275c_5a242fad5f3d", "NSS tstclnt 3.87, with OCSP stapling"},
    KnownClient {"3acd2c70fcf0_6b16546de802", "NSS tstclnt 3.87, up to TLS 1.2"},
    KnownClient {"55b375c5d22e_1466a20f5f9e", "NSS tstclnt 3.87, from TLS 1.3"},
    KnownClient {"131602cb7446_1f22a2ca17c4", "TLS Workbench with Qt 6 and OpenSSL 3.0"},
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
