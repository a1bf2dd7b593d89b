#pragma once

#include "core/certificates/certificate_facts.h"
#include "ui/connection_view/connection_tab.h"

class QLabel;
class QTreeWidget;

namespace workbench {

class CertificateDetails;
class TonePanel;

/// The certificates that the peer sent, in its order, and what the check of them said, in words.
class ChainTab : public ConnectionTab
{
    Q_OBJECT

public:
    explicit ChainTab(QWidget* parent = nullptr);

    void showConnection(const ObservedConnection& connection) override;

private:
    void showVerification(const ConnectionRecord& record);
    void showCertificates(const ConnectionRecord& record);
    void showDetails();

    TonePanel* m_panel;
    QLabel* m_icon;
    QLabel* m_verdict;
    QTreeWidget* m_list;
    CertificateDetails* m_details;
    QList<QByteArray> m_shown;
    QList<CertificateFacts> m_facts;
};

} // namespace workbench
