#include "core/connection/explicit_tls/xmpp_exchange.h"

#include "core/connection/clear/peer_words.h"
#include "core/connection/explicit_tls/xmpp_elements.h"

#include <QCoreApplication>

namespace workbench {
namespace {

constexpr QLatin1String kFeatures("stream:features");
constexpr QLatin1String kStreamError("stream:error");
constexpr QLatin1String kProceed("proceed");
constexpr QLatin1String kFailure("failure");

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ExplicitTls)
};

} // namespace

XmppExchange::XmppExchange(Peer peer, QString domain)
    : ExplicitTlsExchange(QStringLiteral("XMPP"))
    , m_peer(peer)
    , m_domain(std::move(domain))
{ }

ClearExchange::Step XmppExchange::begin()
{
    const QString kind = m_peer == Peer::Client ? QStringLiteral("jabber:client")
                                                : QStringLiteral("jabber:server");
    return Send {QStringLiteral("<?xml version='1.0'?><stream:stream xmlns='%1' "
                                "xmlns:stream='http://etherx.jabber.org/streams' to='%2' "
                                "version='1.0'>")
                     .arg(kind, m_domain.toHtmlEscaped())
                     .toUtf8()};
}

ClearExchange::Step XmppExchange::receive(QByteArray& buffer)
{
    const char first = buffer.trimmed().isEmpty() ? '<' : buffer.trimmed().at(0);
    if (first != '<') {
        constexpr qsizetype kEnough = 8;
        return buffer.size() >= kEnough || buffer.contains('\n') ? misfit(buffer)
                                                                 : Step(NeedMore {});
    }
    return m_asked ? readAnswer(buffer) : readFeatures(buffer);
}

ClearExchange::Step XmppExchange::readFeatures(QByteArray& buffer)
{
    XmppElementSearch search(buffer, {kFeatures, kStreamError});
    const std::optional<XmppElement> found = search.find();
    if (!found) {
        return search.isBroken() ? misfit(buffer) : Step(NeedMore {});
    }
    buffer.remove(0, found->end);
    if (found->name == kStreamError) {
        return refused(
            Text::tr("The server ended the stream: %1.").arg(found->children.value(0)),
            Text::tr("The domain that is asked for is “%1”: it may need another server name.")
                .arg(m_domain));
    }
    if (!found->children.contains(QStringLiteral("starttls"))) {
        return notOffered(Text::tr("The features of the stream have no TLS among them."),
                          Text::tr("Switch TLS on in the server: it needs a certificate for “%1”.")
                              .arg(m_domain));
    }
    m_asked = true;
    return Send {QByteArray("<starttls xmlns='") + kXmppTlsNamespace + "'/>"};
}

ClearExchange::Step XmppExchange::readAnswer(QByteArray& buffer)
{
    XmppElementSearch search(buffer, {kProceed, kFailure, kStreamError});
    const std::optional<XmppElement> found = search.find();
    if (!found) {
        return search.isBroken()
            ? notUnderstood(Text::tr("The server said “%1”, which is no answer of %2.")
                                .arg(peerWords(buffer), name()))
            : Step(NeedMore {});
    }
    buffer.remove(0, found->end);
    if (found->name == kProceed) {
        return Done {};
    }
    return refused(Text::tr("The server answered <%1>.").arg(found->name),
                   Text::tr("It cannot begin TLS now: its log says why."));
}

} // namespace workbench
