<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>CertificateLint</name>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Certificates</name>
    <message numerus="yes">
        <source>it is longer than %n byte(s).</source>
        <translation>
            <numerusform>it is longer than %n byte.</numerusform>
            <numerusform>it is longer than %n bytes.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n byte(s) follow the certificate.</source>
        <translation>
            <numerusform>%n byte follows the certificate.</numerusform>
            <numerusform>%n bytes follow the certificate.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>at most %n CA(s) below it</source>
        <translation>
            <numerusform>at most %n CA below it</numerusform>
            <numerusform>at most %n CAs below it</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The private key (%1) belongs to none of the %n certificate(s) in the file.</source>
        <translation>
            <numerusform>The private key (%1) does not belong to the certificate in the file.</numerusform>
            <numerusform>The private key (%1) belongs to none of the %n certificates in the file.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>“%1” expires in %n day(s).</source>
        <translation>
            <numerusform>“%1” expires in %n day.</numerusform>
            <numerusform>“%1” expires in %n days.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n intermediate certificate(s) are missing.</source>
        <translation>
            <numerusform>%n intermediate certificate is missing.</numerusform>
            <numerusform>%n intermediate certificates are missing.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n certificate(s) are sent; the root is in %1.</source>
        <translation>
            <numerusform>%n certificate is sent; the root is in %1.</numerusform>
            <numerusform>%n certificates are sent; the root is in %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChainReport</name>
    <message numerus="yes">
        <source>%n chain(s) in %1</source>
        <translation>
            <numerusform>%n chain in %1</numerusform>
            <numerusform>%n chains in %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ConnectCommand</name>
    <message numerus="yes">
        <source>%n byte(s) came before the wait ended.</source>
        <translation>
            <numerusform>%n byte came before the wait ended.</numerusform>
            <numerusform>%n bytes came before the wait ended.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Diagnosis</name>
    <message numerus="yes">
        <source>%n byte(s)</source>
        <translation>
            <numerusform>%n byte</numerusform>
            <numerusform>%n bytes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExpiryNotice</name>
    <message numerus="yes">
        <source>expired %n day(s) ago</source>
        <translation>
            <numerusform>expired %n day ago</numerusform>
            <numerusform>expired %n days ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>expires soon, in %n day(s)</source>
        <translation>
            <numerusform>expires soon, in %n day</numerusform>
            <numerusform>expires soon, in %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>valid for %n more day(s)</source>
        <translation>
            <numerusform>valid for %n more day</numerusform>
            <numerusform>valid for %n more days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Hex</name>
    <message numerus="yes">
        <source>%n hexadecimal digit(s): every byte needs two.</source>
        <translation>
            <numerusform>%n hexadecimal digit: every byte needs two.</numerusform>
            <numerusform>%n hexadecimal digits: every byte needs two.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>IssuerNames</name>
    <message numerus="yes">
        <source>The names of %n issuer(s) do not fit in a request for a client certificate.</source>
        <translation>
            <numerusform>The name of %n issuer does not fit in a request for a client certificate.</numerusform>
            <numerusform>The names of %n issuers do not fit in a request for a client certificate.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PreflightFixes</name>
    <message numerus="yes">
        <source>%n more is in its settings.</source>
        <translation>
            <numerusform>%n more is in its settings.</numerusform>
            <numerusform>%n more are in its settings.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StoreCommand</name>
    <message numerus="yes">
        <source>%n issuer(s) in the file</source>
        <translation>
            <numerusform>%n issuer in the file</numerusform>
            <numerusform>%n issuers in the file</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>workbench::CertificateImport</name>
    <message numerus="yes">
        <source>%1 (%n more after it)</source>
        <translation>
            <numerusform>%1 (%n more after it)</numerusform>
            <numerusform>%1 (%n more after it)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>workbench::CertificatesPage</name>
    <message numerus="yes">
        <source>%1 — read-only, %n certificate(s), from %2</source>
        <translation>
            <numerusform>%1 — read-only, %n certificate, from %2</numerusform>
            <numerusform>%1 — read-only, %n certificates, from %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 — read-only, %n certificate(s). %2</source>
        <translation>
            <numerusform>%1 — read-only, %n certificate. %2</numerusform>
            <numerusform>%1 — read-only, %n certificates. %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %n file(s) could not be read: %1</source>
        <translation>
            <numerusform>, %n file could not be read: %1</numerusform>
            <numerusform>, %n files could not be read: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Reading, %n certificate(s) so far</source>
        <translation>
            <numerusform>Reading, %n certificate so far</numerusform>
            <numerusform>Reading, %n certificates so far</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>workbench::ClientRepetition</name>
    <message numerus="yes">
        <source>%n connection(s) would write as many files of each name; %1 is the most.</source>
        <translation>
            <numerusform>%n connection would write one file of each name; %1 is the most.</numerusform>
            <numerusform>%n connections would write as many files of each name; %1 is the most.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>workbench::CompareDialog</name>
    <message numerus="yes">
        <source>%1 of %2 certificates differ; the certificates themselves in %n field(s).</source>
        <translation>
            <numerusform>%1 of %2 certificates differ; the certificates themselves in %n field.</numerusform>
            <numerusform>%1 of %2 certificates differ; the certificates themselves in %n fields.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>workbench::OverviewTab</name>
    <message numerus="yes">
        <source>%n time(s)</source>
        <translation>
            <numerusform>%n time</numerusform>
            <numerusform>%n times</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>workbench::ServerPage</name>
    <message numerus="yes">
        <source>%n other reason(s)</source>
        <translation>
            <numerusform>%n other reason</numerusform>
            <numerusform>%n other reasons</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>workbench::StoreFilterBar</name>
    <message numerus="yes">
        <source>Only what ends within %n day(s), or has ended</source>
        <translation>
            <numerusform>Only what ends within %n day, or has ended</numerusform>
            <numerusform>Only what ends within %n days, or has ended</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>workbench::TlsListDialog</name>
    <message numerus="yes">
        <source>%n chosen</source>
        <translation>
            <numerusform>%n chosen</numerusform>
            <numerusform>%n chosen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>workbench::TuningFields</name>
    <message numerus="yes">
        <source>%n cipher(s).</source>
        <translation>
            <numerusform>%n cipher.</numerusform>
            <numerusform>%n ciphers.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>workbench::WaitingRequests</name>
    <message numerus="yes">
        <source>%n request(s) could not be read: %1</source>
        <translation>
            <numerusform>%n request could not be read: %1</numerusform>
            <numerusform>%n requests could not be read: %1</numerusform>
        </translation>
    </message>
</context>
</TS>
