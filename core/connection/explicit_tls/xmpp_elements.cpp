#include "core/connection/explicit_tls/xmpp_elements.h"

namespace workbench {
namespace {

/// The reader counts characters.
qsizetype bytesUpTo(const QByteArray& bytes, qint64 characters)
{
    return QString::fromUtf8(bytes).left(characters).toUtf8().size();
}

bool isNoXml(const QXmlStreamReader& reader)
{
    return reader.hasError() && reader.error() != QXmlStreamReader::PrematureEndOfDocumentError;
}

} // namespace

XmppElementSearch::XmppElementSearch(const QByteArray& bytes, QStringList names)
    : m_bytes(bytes)
    , m_reader(bytes)
    , m_names(std::move(names))
{
    m_reader.setNamespaceProcessing(false);
}

std::optional<XmppElement> XmppElementSearch::find()
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

bool XmppElementSearch::isBroken() const
{
    return m_otherRoot || isNoXml(m_reader);
}

void XmppElementSearch::take(const QString& name)
{
    const bool inside = !m_found.name.isEmpty();
    if (m_reader.isEndElement() && inside && name == m_found.name) {
        m_found.end = bytesUpTo(m_bytes, m_reader.characterOffset());
    } else if (m_reader.isStartElement() && inside) {
        m_found.children.append(name);
    } else if (m_reader.isStartElement() && m_names.contains(name)) {
        m_found.name = name;
    } else if (m_reader.isStartElement() && !m_rootSeen) {
        m_otherRoot = name != kXmppStream;
    }
    m_rootSeen = m_rootSeen || m_reader.isStartElement();
}

std::optional<XmppStreamHeader> findXmppStreamHeader(const QByteArray& bytes, bool& broken)
{
    QXmlStreamReader reader(bytes);
    reader.setNamespaceProcessing(false);
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.isDTD()) {
            break; // RFC 6120 §11.1
        }
        if (reader.isStartElement()) {
            if (reader.qualifiedName() != kXmppStream) {
                break;
            }
            return XmppStreamHeader {reader.attributes().value(QLatin1String("to")).toString(),
                                     bytesUpTo(bytes, reader.characterOffset())};
        }
    }
    broken = !reader.hasError() || isNoXml(reader);
    return std::nullopt;
}

} // namespace workbench
