#pragma once

#include <QByteArray>
#include <QStringList>
#include <QXmlStreamReader>

#include <optional>

namespace workbench {

/// The element that holds all others of an XMPP stream (RFC 6120 §4.2).
constexpr QLatin1String kXmppStream("stream:stream");
/// Of <starttls/> and what answers it (RFC 6120 §5).
constexpr char kXmppTlsNamespace[] = "urn:ietf:params:xml:ns:xmpp-tls";

/// One element of an XMPP stream.
struct XmppElement
{
    QString name;
    QStringList children; ///< names of all that is inside
    qsizetype end = 0; ///< bytes up to behind its end
};

/// Looks for an element of one of these names, whatever is around it. Namespaces are those of a
/// stream whose beginning may be gone, so that prefixes are names here.
class XmppElementSearch
{
public:
    /// `bytes` must outlive it.
    XmppElementSearch(const QByteArray& bytes, QStringList names);

    /// Nothing: more has to come, or it is no such stream, which isBroken() tells.
    std::optional<XmppElement> find();

    bool isBroken() const;

private:
    void take(const QString& name);

    const QByteArray& m_bytes;
    QXmlStreamReader m_reader;
    QStringList m_names;
    XmppElement m_found;
    bool m_rootSeen = false;
    bool m_otherRoot = false;
};

/// How a client opens a stream.
struct XmppStreamHeader
{
    QString to; ///< whose server it asks for; may be empty
    qsizetype end = 0; ///< bytes up to behind the opening tag
};

/// The opening tag that the bytes begin with. Nothing: more has to come, or `broken` is set, since
/// they begin with something else.
std::optional<XmppStreamHeader> findXmppStreamHeader(const QByteArray& bytes, bool& broken);

} // namespace workbench
