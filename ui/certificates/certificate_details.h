#pragma once

#include "core/certificates/certificate_facts.h"

#include <QWidget>

class QLabel;

namespace workbench {

class FactList;

/// What is in one certificate, in words. Used wherever a certificate is looked at.
class CertificateDetails : public QWidget
{
    Q_OBJECT

public:
    explicit CertificateDetails(QWidget* parent = nullptr);

    /// `soonDays`: as of expirySoonDays(). `extra` facts stand first, e.g. where the certificate
    /// lies; `extensions`: as of extensionsInWords().
    void setCertificate(const CertificateFacts& facts,
                        int soonDays,
                        const QList<QPair<QString, QString>>& extra = {},
                        const QList<QPair<QString, QString>>& extensions = {});

    /// Nothing is chosen.
    void clear();

private:
    FactList* m_facts;
    FactList* m_fingerprints;
    QLabel* m_empty;
};

} // namespace workbench
