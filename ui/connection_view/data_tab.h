#pragma once

#include "ui/connection_view/connection_tab.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace workbench {

/// What was said in clear before TLS, then application data, as text or hexadecimal; a client that
/// is connected can send from here, and one that is open in clear can begin TLS.
class DataTab : public ConnectionTab
{
    Q_OBJECT

public:
    explicit DataTab(QWidget* parent = nullptr);

    void showConnection(const ObservedConnection& connection) override;

Q_SIGNALS:
    void sendRequested(const QByteArray& bytes);
    void startTlsRequested();

private:
    void rebuild();
    void appendNew();
    qsizetype chunkCount() const;
    const DataChunk& chunkAt(qsizetype index) const; ///< the clear ones come first
    QString chunkText(const DataChunk& chunk, bool inClear) const;
    QString summaryText() const;
    void checkInput();
    /// The bytes to be sent; empty with `problem` set where the input is no hexadecimal.
    QByteArray inputBytes(QString& problem) const;
    void send();
    QWidget* buildSendRow();

    ConnectionRecordPtr m_record;
    qsizetype m_shownChunks = 0;
    qint64 m_lastChunkSize = 0;
    QComboBox* m_view;
    QLabel* m_summary;
    QPlainTextEdit* m_text;
    QWidget* m_sendRow;
    QComboBox* m_kind;
    QLineEdit* m_input;
    QComboBox* m_lineEnd;
    QPushButton* m_send;
    QPushButton* m_startTls;
    QLabel* m_problem;
};

} // namespace workbench
