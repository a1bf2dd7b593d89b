#pragma once

#include "core/certificates/certificate_facts.h"
#include "ui/connection_view/connection_tab.h"

class QLabel;
class QSettings;
class QTabWidget;
class QTreeWidget;

namespace workbench {

class CertificateDetails;
class FieldView;
class TonePanel;
class TreeDecoder;

/// The certificates that the peer sent, in its order, and what the check of them said, in words.
class ChainTab : public ConnectionTab
{
    Q_OBJECT

public:
    explicit ChainTab(QSettings& settings, QWidget* parent = nullptr);

    void showConnection(const ObservedConnection& connection) override;
    bool openFind() override;
    QList<QAction*> moreActions() const override;

private:
    void showVerification(const ConnectionRecord& record);
    void showCertificates(const ConnectionRecord& record);
    void showDetails();
    void showFields();

    QSettings& m_settings;
    int m_soonDays = kUsualSoonDays; ///< what the list was made with
    TonePanel* m_panel;
    QLabel* m_icon;
    QLabel* m_verdict;
    QTreeWidget* m_list;
    CertificateDetails* m_details;
    FieldView* m_fields;
    TreeDecoder* m_decoder;
    QTabWidget* m_views;
    QByteArray m_decoded; ///< the certificate that the fields are of
    QList<QByteArray> m_shown;
    QList<CertificateFacts> m_facts;
};

} // namespace workbench
