#include "ui/common/version_editor.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace workbench {

namespace {

TlsVersionSet presetVersions(const QString& word)
{
    return parseTlsVersions(word).value_or(TlsVersionSet());
}

/// What is to be known of it today.
QString explanation(TlsVersion version)
{
    switch (version) {
    case TlsVersion::Ssl2:
        return VersionEditor::tr(
            "Broken since 1996, forbidden by RFC 6176; libraries have lost it.");
    case TlsVersion::Ssl3:
        return VersionEditor::tr("Broken (POODLE), forbidden by RFC 7568; libraries have lost it.");
    case TlsVersion::Tls10:
    case TlsVersion::Tls11:
        return VersionEditor::tr("Deprecated by RFC 8996; only old programs need it.");
    case TlsVersion::Tls12:
        return VersionEditor::tr("RFC 5246: what every program of today has.");
    case TlsVersion::Tls13:
        break;
    }
    return VersionEditor::tr("RFC 8446: the newest; most of the handshake is encrypted.");
}

} // namespace

VersionEditor::VersionEditor(const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_presets(new QComboBox)
{
    setObjectName(name);
    m_presets->setObjectName(name + QStringLiteral("Preset"));
    m_presets->setAccessibleName(tr("Preset of protocol versions"));
    const QList<QPair<QString, QString>> presets {
        {tr("Modern"), QStringLiteral("modern")},
        {tr("Compatible"), QStringLiteral("compatible")},
        {tr("Legacy"), QStringLiteral("legacy")},
        {tr("All"), QStringLiteral("all")},
    };
    for (const auto& [title, word] : presets) {
        m_presets->addItem(QStringLiteral("%1 (%2)").arg(title, toText(presetVersions(word))),
                           word);
    }
    m_presets->addItem(tr("Own choice"));
    auto* boxes = new QHBoxLayout;
    boxes->setSpacing(14);
    for (const TlsVersion version : allTlsVersions()) {
        auto* box = new QCheckBox(toText(version));
        box->setObjectName(
            name + toText(version).remove(QLatin1String("TLS ")).remove(QLatin1Char(' ')));
        box->setAccessibleName(toText(version));
        box->setToolTip(explanation(version));
        boxes->addWidget(box);
        m_boxes.append({version, box});
        connect(box, &QCheckBox::toggled, this, &VersionEditor::boxesChanged);
    }
    boxes->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(m_presets);
    layout->addLayout(boxes);
    setFocusProxy(m_presets);
    connect(m_presets, &QComboBox::activated, this, [this] {
        const QString word = m_presets->currentData().toString();
        if (!word.isEmpty()) {
            setVersions(presetVersions(word));
            Q_EMIT presetChosen(word);
        }
    });
    setVersions(kModernVersions);
}

TlsVersionSet VersionEditor::versions() const
{
    TlsVersionSet chosen;
    for (const Box& entry : m_boxes) {
        chosen.setFlag(entry.version, entry.box->isChecked());
    }
    return chosen;
}

void VersionEditor::setVersions(TlsVersionSet versions)
{
    for (const Box& entry : std::as_const(m_boxes)) {
        const QSignalBlocker quiet(entry.box);
        entry.box->setChecked(versions.testFlag(entry.version));
    }
    boxesChanged();
}

void VersionEditor::boxesChanged()
{
    // Presets may mean the same set; the one that was chosen stays.
    const QString current = m_presets->currentData().toString();
    if (current.isEmpty() || presetVersions(current) != versions()) {
        int fitting = m_presets->count() - 1;
        for (int index = m_presets->count() - 2; index >= 0; --index) {
            if (presetVersions(m_presets->itemData(index).toString()) == versions()) {
                fitting = index;
            }
        }
        m_presets->setCurrentIndex(fitting);
    }
    Q_EMIT changed();
}

} // namespace workbench
