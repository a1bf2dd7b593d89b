#include "core/connection/explicit_tls/server/xmpp_server.h"

#include "core/connection/clear/partly_shown.h"
#include "core/connection/explicit_tls/xmpp_elements.h"

#include <QCoreApplication>

#include <algorithm>
#include <cctype>

namespace workbench {
namespace {

/// What came is read anew with every piece: it must not be long.
constexpr qsizetype kLongestPart = 4096;
constexpr QLatin1String kStartTls("starttls");

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ExplicitTlsServer)
};

/// Of the tag that stands there: what is no tag has none.
QByteArray tagName(const QByteArray& bytes)
{
    constexpr qsizetype kLongestName = 32;
    const QByteArray first = bytes.left(kLongestName);
    const auto* const end = std::find_if_not(first.begin() + 1, first.end(), [](char letter) {
        return std::isalnum(static_cast<unsigned char>(letter)) != 0
            || QByteArray("?/:_-.").contains(letter);
    });
    return first.mid(1, end - first.begin() - 1);
}

bool isHarmless(QByteArray name)
{
    while (name.startsWith('/') || name.startsWith('?')) {
        name.remove(0, 1);
    }
    while (name.endsWith('/')) {
        name.chop(1);
    }
    return name == "xml" || name == "stream:stream" || QLatin1String(name) == kStartTls;
}

} // namespace

XmppServer::XmppServer(XmppExchange::Peer peer)
    : ClearServer(QStringLiteral("XMPP"))
    , m_peer(peer)
{ }

ClearExchange::Step XmppServer::begin()
{
    return NeedMore {};
}

ClearExchange::Step XmppServer::receive(QByteArray& buffer)
{
    const QByteArray trimmed = buffer.trimmed();
    const char first = trimmed.isEmpty() ? '<' : trimmed.at(0);
    if (first != '<') {
        constexpr qsizetype kEnough = 8;
        const bool isKnown = buffer.size() >= kEnough || buffer.contains('\n');
        return m_opened || isKnown || (first >= 0 && first < ' ') ? misfit(buffer)
                                                                  : Step(NeedMore {});
    }
    Step step = m_opened ? readRequest(buffer) : open(buffer);
    if (std::holds_alternative<NeedMore>(step) && buffer.size() > kLongestPart) {
        return notUnderstood(
            Text::tr("The client sent more than %1 bytes, and no end of them.").arg(kLongestPart));
    }
    return step;
}

ClearExchange::Step XmppServer::open(QByteArray& buffer)
{
    bool broken = false;
    const std::optional<XmppStreamHeader> header = findXmppStreamHeader(buffer, broken);
    if (!header) {
        return broken ? misfit(buffer) : Step(NeedMore {});
    }
    buffer.remove(0, header->end);
    m_opened = true;
    const QString kind = m_peer == XmppExchange::Peer::Client ? QStringLiteral("jabber:client")
                                                              : QStringLiteral("jabber:server");
    const QString from = header->to.isEmpty()
        ? QString()
        : QStringLiteral(" from='%1'")
              .arg(header->to.toHtmlEscaped().replace(QLatin1Char('\''), QStringLiteral("&#39;")));
    return Send {QStringLiteral("<?xml version='1.0'?><stream:stream xmlns='%1' "
                                "xmlns:stream='http://etherx.jabber.org/streams' id='1'%2 "
                                "version='1.0'><stream:features><starttls xmlns='%3'><required/>"
                                "</starttls></stream:features>")
                     .arg(kind, from, QLatin1String(kXmppTlsNamespace))
                     .toUtf8()};
}

ClearExchange::Step XmppServer::readRequest(QByteArray& buffer)
{
    if (buffer.trimmed().startsWith("</")) {
        return notAsked(Text::tr("The client ended the stream and did not ask for TLS."));
    }
    XmppElementSearch search(buffer, {QString(kStartTls)});
    const std::optional<XmppElement> found = search.find();
    if (found) {
        buffer.remove(0, found->end);
        return Send {.bytes = QByteArray("<proceed xmlns='") + kXmppTlsNamespace + "'/>",
                     .isLast = true};
    }
    return search.isBroken() ? notAsked(Text::tr("The client sent <%1> before TLS.")
                                            .arg(QString::fromLatin1(tagName(buffer.trimmed()))))
                             : Step(NeedMore {});
}

/// Elements hold passwords: of all but those that open a stream and ask for TLS only the name is
/// kept, and nothing that follows.
QByteArray XmppServer::shown(const QByteArray& before, const QByteArray& bytes)
{
    PartlyShown shown(before, bytes);
    const QByteArray trimmed = shown.all().trimmed();
    if (!m_opened && !trimmed.isEmpty() && !trimmed.startsWith('<')) {
        shown.showStrange();
    }
    for (QByteArray rest = shown.rest(); !rest.isEmpty(); rest = shown.rest()) {
        const qsizetype tag = rest.indexOf('<');
        const qsizetype text = tag < 0 ? rest.size() : tag;
        const bool isBlank = rest.left(text).trimmed().isEmpty();
        isBlank ? shown.show(text) : shown.hide(text);
        if (tag < 0) {
            break;
        }
        const QByteArray name = tagName(rest.mid(tag));
        if (!isHarmless(name)) {
            shown.show(1 + name.size());
            break;
        }
        const qsizetype end = rest.indexOf('>', tag);
        shown.show(end < 0 ? rest.size() : end + 1 - tag);
    }
    return shown.take();
}

QByteArray XmppServer::partingWords(ClearProblem why) const
{
    if (!m_opened || why == ClearProblem::SpeaksTls) {
        return {};
    }
    return "<stream:error><policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
           "</stream:error></stream:stream>";
}

} // namespace workbench
