#include "core/connection/explicit_tls/xmpp_exchange.h"

#include "core/connection/clear/peer_words.h"

#include <QCoreApplication>
#include <QXmlStreamReader>

namespace workbench {
namespace {

constexpr char kTlsNamespace[] = "urn:ietf:params:xml:ns:xmpp-tls";
constexpr QLatin1String kStream("stream:stream");
constexpr QLatin1String kFeatures("stream:features");
constexpr QLatin1String kStreamError("stream:error");
constexpr QLatin1String kProceed("proceed");
constexpr QLatin1String kFailure("failure");

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ExplicitTls)
};

/// What stands in the first element that was looked for.
struct Element
{
    QString name;
    QStringList children; ///< names of all that is inside
    qsizetype end = 0; ///< bytes up to behind its end
};

/// Looks for an element of one of these names, whatever is around it. Namespaces are those of a
/// stream whose beginning may be gone, so that prefixes are names here.
class ElementSearch
{
public:
    ElementSearch(const QByteArray& bytes, const QStringList& names)
        : m_bytes(bytes)
        , m_reader(bytes)
        , m_names(names)
    {
        m_reader.setNamespaceProcessing(false);
    }

    /// Nothing: more has to come, or it is no such stream, which isBroken() tells.
    std::optional<Element> find()
    {
        while (!m_reader.atEnd() && !m_otherRoot) {
            m_reader.readNext();
            take(m_reader.qualifiedName().toString());
            if (m_found.end > 0) {
                return m_found;
            }
        }
        return std::nullopt;
    }

    bool isBroken() const
    {
        return m_otherRoot
            || (m_reader.hasError()
                && m_reader.error() != QXmlStreamReader::PrematureEndOfDocumentError);
    }

private:
    void take(const QString& name)
    {
        const bool inside = !m_found.name.isEmpty();
        if (m_reader.isEndElement() && inside && name == m_found.name) {
            m_found.end = bytesUpTo(m_reader.characterOffset());
        } else if (m_reader.isStartElement() && inside) {
            m_found.children.append(name);
        } else if (m_reader.isStartElement() && m_names.contains(name)) {
            m_found.name = name;
        } else if (m_reader.isStartElement() && !m_rootSeen) {
            m_otherRoot = name != kStream;
        }
        m_rootSeen = m_rootSeen || m_reader.isStartElement();
    }

    /// The reader counts characters.
    qsizetype bytesUpTo(qint64 characters) const
    {
        return QString::fromUtf8(m_bytes).left(characters).toUtf8().size();
    }

    const QByteArray& m_bytes;
    QXmlStreamReader m_reader;
    QStringList m_names;
    Element m_found;
    bool m_rootSeen = false;
    bool m_otherRoot = false;
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
    ElementSearch search(buffer, {kFeatures, kStreamError});
    const std::optional<Element> found = search.find();
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
    return Send {QByteArray("<starttls xmlns='") + kTlsNamespace + "'/>"};
}

ClearExchange::Step XmppExchange::readAnswer(QByteArray& buffer)
{
    ElementSearch search(buffer, {kProceed, kFailure, kStreamError});
    const std::optional<Element> found = search.find();
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
