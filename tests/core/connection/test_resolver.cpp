#include "tests/core/connection/test_resolver.h"

#include "core/connection/socket_address.h"

#include <condition_variable>
#include <mutex>
#include <netdb.h>

namespace workbench::tests {

NameResolver resolverOf(const QStringList& addresses)
{
    std::vector<sockaddr_storage> all;
    for (const QString& address : addresses) {
        all.push_back(SocketAddress(QHostAddress(address), 0).storage);
    }
    return [all](const std::string& /*name*/, int family) {
        ResolverAnswer answer;
        for (const sockaddr_storage& address : all) {
            if (address.ss_family == family) {
                answer.addresses.push_back(address);
            }
        }
        answer.error = answer.addresses.empty() ? EAI_NONAME : 0;
        return answer;
    };
}

struct HangingResolver::Shared
{
    NameResolver answer;
    int family = AF_UNSPEC;
    std::mutex mutex;
    std::condition_variable changed;
    int asked = 0;
    int waiting = 0;
    bool released = false;
};

HangingResolver::HangingResolver(NameResolver answer, int family)
    : m_shared(std::make_shared<Shared>())
{
    m_shared->answer = std::move(answer);
    m_shared->family = family;
}

HangingResolver::~HangingResolver()
{
    release();
    std::unique_lock lock(m_shared->mutex);
    m_shared->changed.wait(lock, [this] { return m_shared->waiting == 0; });
}

NameResolver HangingResolver::resolver() const
{
    return [shared = m_shared](const std::string& name, int family) {
        std::unique_lock lock(shared->mutex);
        ++shared->asked;
        if (shared->family == AF_UNSPEC || shared->family == family) {
            ++shared->waiting;
            shared->changed.wait(lock, [&] { return shared->released; });
            --shared->waiting;
            shared->changed.notify_all();
        }
        return shared->answer(name, family);
    };
}

void HangingResolver::release()
{
    const std::scoped_lock lock(m_shared->mutex);
    m_shared->released = true;
    m_shared->changed.notify_all();
}

int HangingResolver::asked() const
{
    const std::scoped_lock lock(m_shared->mutex);
    return m_shared->asked;
}

} // namespace workbench::tests
