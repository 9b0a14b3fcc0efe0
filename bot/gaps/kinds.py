"""Named things by their kind: two questions that name different things of one kind ask for different things.

Each line names one thing: first the name that it goes by here, then other ways to write it, after commas, in any
language and with or without spaces; a line that ends with a comma goes on. A line may hold what is only ever said of
that thing ("phi" of HIPAA). What sales people of any company are asked about stands here; a company's own names are
told apart by `bot/gaps/evidence.py` without a list. Places are compared by the widest one that both lie in (`INSIDE`).
"""

from __future__ import annotations

KINDS = {
    "standard": """
        soc 1, ssae 16, isae 3402
        soc 2, soc ii, soc2 type 2, soc type ii, ssae 18
        soc 3
        iso 27001, 27001, iso 27k, iso/iec 27001, isms certificate
        iso 27701, 27701
        iso 27017
        iso 27018
        iso 9001, 9001
        iso 14001, 14001
        iso 13485, 13485
        iso 22301, 22301
        iso 42001, 42001
        hipaa, baa, phi, business associate agreement, protected health information
        hitrust, hitrust csf
        fedramp, fed ramp, il 4, il 5
        stateramp
        pci, pci dss, card data security
        gdpr, dsgvo, general data protection regulation, rgpd
        ccpa, cpra
        tisax
        cmmc, nist 800 171
        nist csf
        cyber essentials, cyber essentials plus
        bsi c5
        dora
        nis 2
        sox, sarbanes oxley
        glba
        ferpa
        coppa
        itar
        fips 140, fips
        csa star
        wcag, vpat, section 508, en 301 549
        eu ai act, ai act
        eidas
        lgpd
        pipeda
        fda, fda clearance, fda approval, 510 k, 510k
        ce mark, ce marking, ce marked, mdr, mdd
        ukca, mhra
        ul listed, ul certification
        rohs, reach compliance
        atex, hazardous area
        gxp, 21 cfr part 11, gamp
        haccp
        fsc
    """,
    "place": """
        usa, united states, u s, u s a, america, the states, us soil, california, texas, new york, florida, ohio,
            états unis, american, сша, американский, estados unidos, vereinigte staaten
        uk, united kingdom, britain, british, great britain, england, london, nhs, scotland, wales, brexit,
            великобритания, reino unido
        eu, european union, europe, european, eea, union européenne, schrems ii, eu region, ес, европа, европейский,
            europa, unión europea
        germany, german market, dach, deutschland, frankfurt, munich, berlin, германия, alemania
        france, french market, paris, франция, francia, frankreich
        ireland, dublin
        netherlands, amsterdam, dutch market
        spain, madrid, españa, испания
        italy, milan
        switzerland, swiss, zurich, schweiz, швейцария
        austria, vienna, österreich
        poland, warsaw, polska
        nordics, sweden, norway, denmark, finland, stockholm
        russia, russian federation, россия, россии, moscow, москва
        kazakhstan, казахстан
        ukraine
        turkey, türkiye, istanbul
        canada, canadian, toronto, montreal, quebec, ontario, vancouver, british columbia, канада
        mexico, mexican, méxico
        brazil, brasil, sao paulo
        latam, latin america, south america, latinoamérica
        apac, asia, asia pacific, asian
        australia, australian, sydney, melbourne, down under, австралия
        new zealand
        japan, tokyo, япония
        china, chinese mainland, shanghai, beijing, китай
        hong kong
        singapore
        india, mumbai, indian market, индия
        south korea, korea, seoul
        middle east, mena, gcc
        uae, dubai, emirates
        saudi arabia, ksa, riyadh
        israel
        south africa
        africa
    """,
    "language": """
        english language, in english, auf englisch, на английском
        in german, german language, german interface, german ui, german speaking, german translation, auf deutsch,
            deutsch, deutsche, на немецком, german
        in french, french language, french ui, french speaking, en français, français, на французском, french
        in spanish, spanish language, spanish ui, spanish speaking, en español, español, на испанском, spanish
        in italian, italian
        in portuguese, portuguese, brazilian portuguese
        in dutch, dutch
        in polish, polish
        in russian, russian, на русском, русский, russian language
        in japanese, japanese
        in chinese, chinese, mandarin, simplified chinese
        in korean, korean
        in arabic, arabic, right to left, rtl
        in hebrew, hebrew
        in turkish, turkish
        in swedish, swedish
    """,
    "business system": """
        salesforce, sfdc, sales force, sales cloud, salesforce.com
        hubspot, hub spot
        dynamics, dynamics 365, d 365, ms dynamics, microsoft dynamics, dynamics crm, microsoft crm
        pipedrive
        zoho
        sugarcrm
        bitrix, битрикс
        amocrm
        1c, 1с
        sap, s 4 hana, s/4hana, sap ecc, sap erp
        netsuite, net suite
        oracle, oracle fusion, oracle erp, oracle ebs
        sage
        quickbooks, quick books, qbo
        xero
        datev
        workday
        bamboohr, bamboo hr
        adp
        successfactors, success factors
        personio
        greenhouse
        servicenow, service now, snow
        jira, atlassian
        confluence
        zendesk
        freshdesk
        intercom
        asana
        trello
        notion
        monday.com
        marketo
        pardot
        mailchimp
        eloqua
        gong
        outreach.io
        salesloft
        docusign
        adobe sign
        shopify
        magento, adobe commerce
        woocommerce
        stripe
        paypal
        snowflake
        databricks
        bigquery, big query
        redshift
        power bi, powerbi
        tableau
        looker
        qlik
        splunk
        datadog
        github
        gitlab
        bitbucket
        azure devops
        zapier
        workato
        mulesoft
        sharepoint
        google drive
        onedrive
        dropbox
        box.com
        epic, epic emr
        cerner, oracle health, millennium ehr
        meditech
        athenahealth
        autocad
        solidworks
    """,
    "conversation tool": """
        slack
        teams, ms teams, microsoft teams
        zoom
        webex
        google meet
        google chat
        whatsapp, whats app
        telegram, телеграм
        discord
        outlook, exchange calendar, office 365, microsoft 365, o 365, m 365
        gmail, google workspace, g suite, google calendar
        sms, text message
    """,
    "device": """
        ios, iphone, ipad, i phone, apple phone, app store, айфон
        android, samsung phone, play store, google play, pixel phone, андроид
        windows app, windows desktop, windows client, windows 11, windows 10, windows
        mac, macos, macbook, mac os, os x
        linux, ubuntu, red hat, rhel
        chrome extension, browser extension, chromebook
        apple watch, smartwatch
    """,
    "cloud": """
        aws, amazon web services, amazon cloud
        azure, microsoft cloud, macc
        gcp, google cloud
        oracle cloud, oci
        alibaba cloud
        yandex cloud, яндекс облако
    """,
    "currency": """
        euro, eur, €, евро
        dollar, usd, us dollar, доллар
        pound sterling, gbp, sterling, £, pounds
        swiss franc, chf
        yen, jpy
        rupee, inr
        ruble, rub, рубль, рублях
        canadian dollar, cad
        australian dollar, aud
    """,
    "way to pay": """
        credit card, card payment, pay by card, amex, visa card, mastercard, corporate card, картой, kreditkarte,
            tarjeta
        purchase order, po number
        wire transfer, bank transfer, ach, sepa, überweisung
        direct debit, lastschrift
        crypto, bitcoin
        cheque
    """,
    "paid how often": """
        monthly, month to month, every month, per month billing, помесячно, ежемесячно, monatlich, mensual
        quarterly, every quarter, ежеквартально, vierteljährlich
        annual, annually, yearly, once a year, ежегодно, jährlich, anual
        upfront, prepay, prepaid, in advance, предоплата, vorauskasse
    """,
    "deployment": """
        on premise, on prem, on premises, onprem, self hosted, self host, selfhosted, own servers, own data center,
            docker image, air gapped, airgapped, на своих серверах, локально, eigene server
        private cloud, single tenant, dedicated instance, dedicated tenant, own vpc, their vpc, own aws account,
            own cloud account, byoc, isolated environment, приватное облако
        multi tenant, shared cloud
        hybrid deployment
    """,
    "access": """
        sso, single sign on, saml, oidc, okta, azure ad, entra, entra id, google sso, single sign in, единый вход
        scim, user provisioning, automatic provisioning, deprovisioning, directory sync, user sync, провижининг
        mfa, 2 fa, two factor, second factor, multi factor, authenticator app, yubikey, двухфакторный
        ip allowlist, ip whitelist, ip restriction
        password policy
        passkey
        ldap, active directory
    """,
    "identity provider": """
        okta
        entra, azure ad, entra id, aad, microsoft entra, microsoft login
        google login, google sso, sign in with google, log in with google
        onelogin
        ping identity, pingone
        keycloak
        adfs
    """,
    "file format": """
        csv
        excel, xls, xlsx, spreadsheet
        pdf
        word, docx
        powerpoint, pptx
        json
        xml
        parquet
        video file, mp 4
    """,
    "customer trade": """
        banking, bank, banks, financial services, fintech, finserv, credit union, lender, lenders, банк, banco, banque
        insurer, insurance company, insurers, insurance customer
        healthcare, hospital, hospital group, hospitals, clinic, health care, больница, krankenhaus
        pharma, life sciences, biotech
        retail, retailer, retailers, supermarket, supermarkets, shop chain, shops, grocery, grocer, online shop,
            web shop,
            e commerce, ecommerce, department store
        manufacturing, manufacturer, factory, factories, industrial company, plant, plants, car parts
        government, public sector, federal agency, federal agencies, gov, council, councils, municipality, municipal,
            ministry, city hall, police, public authority
        education, school, schools, university, universities, college, colleges, campus, student, edu, academic,
            higher ed
        nonprofit, non profit, charity, charities, ngo, 501 c 3, church, association, associations, foundation,
            verein, ong
        startup, startups, start up
        logistics customer, freight customer, carrier
        telecom, telco
        energy company, utility company, utilities, oil and gas, wind farm, power plant
        construction, construction company, builder, builders, contractor, construction site
        real estate, realtor, realtors, property manager, estate agent, estate agents, estate agency, property broker,
            immobilien
        hospitality, hotels, restaurant, restaurants, catering
        agriculture, farm, farms, farmer, farmers
        automotive, car maker, carmaker, car dealer, car dealers, dealership
        law firm, law firms
        media company, publisher, publishers, broadcaster
        defence, defense, military, army, aerospace
        food producer, food industry, brewery, bakery, bakeries
        airline, airlines, airport
        gym, gyms, fitness studio
    """,
    "outcome": """
        won, closed won, won a deal, win a deal, выиграли
        lost, closed lost, lost a deal, lose a deal, проиграли
    """,
    "term": """
        1 year, one year, 12 months, 1 yr, 1 y, 12 mo, single year
        2 year, two year, 24 months, 2 yr, 2 y, 24 mo, sign for two, zwei jahre, dos años, deux ans, два года
        3 year, three year, 36 months, 3 yr, 3 y, 36 mo, three yr, drei jahre, drei jahren, tres años, trois ans,
            три года
        4 year, four year, 48 months, 4 yr, 48 mo
        5 year, five year, 60 months, 5 yr, 5 y, 60 mo, five yr
    """,
}

INSIDE = {
    "eu": (
        "germany", "france", "ireland", "netherlands", "spain", "italy", "austria", "poland", "nordics",
    ),
    "apac": ("australia", "new zealand", "japan", "china", "hong kong", "singapore", "india", "south korea"),
    "latam": ("mexico", "brazil"),
    "middle east": ("uae", "saudi arabia", "israel"),
}  # fmt: skip
"""Places and those that lie in them: who insists on Frankfurt asks for Europe."""
