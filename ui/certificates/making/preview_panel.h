#pragma once

#include "core/certificates/certificate_facts.h"
#include "core/certificates/certificate_request.h"
#include "core/certificates/lint/certificate_lint.h"

#include <QWidget>

#include <memory>

class QLabel;
class QListWidget;

namespace workbench {

class FactList;
class NewestAnswer;

/// What the certificate will be, while a person types: its contents, and what the lint says about
/// it. Worked out in the background, a moment after the last change.
class PreviewPanel : public QWidget
{
    Q_OBJECT

public:
    explicit PreviewPanel(QWidget* parent = nullptr);

    /// `issuer`: DER; empty: it signs itself.
    void setRequest(const CertificateRequest& request, const QByteArray& issuer);

    /// Keys that stand in for the one that will be made; kept, since making them takes a while.
    struct Keys;

    struct Preview
    {
        CertificateFacts facts;
        QStringList extensions; ///< "keyUsage, critical"
        QList<LintFinding> findings;
    };

private:
    void show(const CertificateRequest& request, const Result<Preview>& preview);

    std::shared_ptr<Keys> m_keys;
    NewestAnswer* m_answers;
    FactList* m_facts;
    QLabel* m_message;
    QListWidget* m_lint;
};

} // namespace workbench
