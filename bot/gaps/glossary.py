"""Words that mean one thing to sales people: what is asked about, said in the many ways in which it is said on calls.

Each line is one meaning: first its name here, then other words for it, after commas, in any language. A line that ends
with a comma goes on. Words are compared by their stems, several words in their order. Words that keep questions apart
stand in `bot/gaps/kinds.py`.
"""

from __future__ import annotations

MEANINGS = """
    price, pricing, cost, costs, fee, how much is, how much are, how much does, how expensive, what does it cost,
        charge, charges, expensive, rate card, list price, quote, цена, цены, стоимость, сколько стоит, стоит, preis,
        preise, kosten, kostet, precio, cuesta, coste, prix, tarif
    discount, discounts, how much off, percent off, price break, cheaper, better price, special price, rebate,
        concession, knock off, скидка, скидку, скидки, rabatt, nachlass, descuento, remise
    billing, bill, billed, invoice, invoicing, invoiced, счет, счёт, rechnung, factura, facture
    payment, pay, pays, paying, paid by, оплата, оплатить, платить, zahlung, zahlen, bezahlen, pago, pagar
    payment terms, net 30, net 45, net 60, net 90, days to pay, longer to pay, отсрочка платежа, zahlungsziel
    surcharge, extra fee, additional charge
    free, free of charge, at no cost, no charge, complimentary, бесплатно, бесплатный, kostenlos, gratis, gratuit
    add-on, addon, extra module, module, upsell, модуль
    license, licence, seat, seats, licenses, лицензия, lizenz, licencia
    viewer, viewers, read only user, guest, guests, guest user, external user, external collaborator, light user
    plan, tier, edition, package, тариф, paket
    minimum, min, smallest, at least how many, floor, минимум, минимальный, mindest, mínimo
    maximum, max, limit, limits, upper limit, how big, how large, cap on, лимит, ограничение, максимум, grenze, límite
    volume, bulk order, large order, larger quantities, big rollout, big rollouts
    trial, free trial, test drive, try before, evaluate for free, evaluation period, пробный период, testphase,
        testversion, prueba
    pilot, poc, proof of concept, пилот
    demo, demo unit, demo device, demo account, демо
    contract, agreement, msa, master agreement, terms, договор, контракт, vertrag, contrato, contrat
    redline, redlines, redlined, markup, marked up, contract changes, legal review
    legal, lawyer, lawyers, counsel, attorney, юрист, юристы, anwalt, jurist
    liability, limitation of liability, cap on damages, liability cap, damages, ответственность, haftung,
        responsabilidad
    indemnity, indemnify, indemnification, hold harmless
    insurance, insured, insurance certificate, страховка, versicherung
    dpa, data processing agreement, data processing addendum, avv, auftragsverarbeitung, sccs,
        standard contractual clauses
    nda, confidentiality agreement, non disclosure
    governing law, jurisdiction, venue, applicable law
    termination, terminate, terminate early, cancel, cancellation, cancel early, get out, leave mid contract,
        break clause, opt out of contract, расторгнуть, расторжение, отменить, kündigen, kündigung, rescindir
    auto renewal, auto renew, automatic renewal, renew by itself, renews itself, evergreen, автопродление,
        automatische verlängerung
    renewal, renew, renewed, renewing, extend the contract, extend their contract, продление, verlängerung, renovación
    price increase, uplift, price lock, escalator, price hold, price cap, повышение цены, preiserhöhung
    refund, money back, возврат денег, rückerstattung, reembolso
    penalty, penalties, штраф, strafe
    credit, service credit, service credits, credits
    uptime, availability, available time, downtime, outage, outages, доступность, verfügbarkeit, disponibilidad
    sla, service level, service levels
    response time, respond, reply time, reaction time, first reply, how fast does support, время реакции,
        время ответа, reaktionszeit, tiempo de respuesta
    priority, p 1, sev 1, severity, critical ticket, critical tickets
    support, help desk, helpdesk, customer service, service desk, поддержка, поддержки, техподдержка, kundendienst,
        soporte
    support hours, 24/7, 24 7, around the clock, weekend, weekends, sunday, saturday, opening hours,
        hours of operation, out of hours, after hours, круглосуточно, rund um die uhr, wochenende, horario
    phone, telephone, call us, call them, hotline, ring us, phone number, телефон, позвонить, telefon, anrufen,
        teléfono
    ticket, tickets, case
    certificate, cert, certs, certified, certification, attestation, attest, audited, сертификат, сертификация,
        zertifikat, zertifiziert, certificado
    compliance, compliant, complaint with, conformance, conformity, conform, meets the standard, соответствие,
        konform, cumplimiento
    approval, approve, approved, approver, approves, sign off, signs off, одобрить, согласовать, genehmigung,
        aprobación
    authorization, authorised, authorized, ato, cleared, clearance, registration
    report, reports, reporting, отчет, отчёт, отчета, bericht, informe
    questionnaire, vendor form, security questionnaire, rfp form
    penetration test, pen test, pentest, pentesting, penetration testing, security test, пентест
    bug bounty, vulnerability disclosure, responsible disclosure, hackerone, bugcrowd, report vulnerabilities
    vulnerability, vulnerabilities, cve, patch, patching, уязвимость
    breach, data breach, security incident, incident, hacked, leak, утечка
    encryption, encrypt, encrypted, шифрование, verschlüsselung, cifrado
    own keys, byok, bring your own key, customer managed keys, cmk, hyok, encryption keys, own encryption keys, hsm,
        kms, key management
    subprocessor, subprocessors, sub processor, sub processors, third parties get, субподрядчики,
        unterauftragsverarbeiter
    data residency, data location, data center, data centre, datacenter, data stay, stay in, stays in, stored in,
        store data, where is data, where do we host, hosted, hosting, host in, region, must not leave, never leave,
        data sovereignty, soil, localisation of data, хранить, хранятся, хранение данных, дата центр, rechenzentrum,
        datenhaltung, alojamiento
    personal data, pii, персональные данные, personenbezogene daten
    privacy, data protection, dpo, datenschutz, privacidad
    data deletion, delete data, deleted, deletion, wipe, erase, purge, right to be forgotten, удалить данные,
        удаление, löschen, löschung, borrar
    retention, how long do we keep, how long is data kept, retain, retained, срок хранения, aufbewahrung
    backup, back up, backups, backed up, restore, резервная копия, бэкап, datensicherung, copia de seguridad
    disaster recovery, rpo, rto, failover, business continuity, bcp
    audit log, audit logs, audit trail, activity log, who did what, log retention, журнал аудита, протокол
    role, roles, permission, permissions, custom role, access rights, rights, granular, права доступа, rolle,
        berechtigung
    admin, administrator, admins, администратор
    training, train, trained, trainer, workshop, course, courses, class, enablement, academy, обучение, schulung,
        formación
    onsite, on site, in person, at customer office, выезд, vor ort, in situ
    onboarding, implementation, implement, go live, going live, up and running, rollout time, set up time, setup,
        kick off, внедрение, einführung, implementación
    migration, migrate, migrating, move over, moves, switch over, legacy data, old system, миграция, переезд, umzug,
        migración
    import, upload, uploads, bulk import, загрузить, импорт, hochladen, importar
    export, exports, data export, get data out, data portability, portability, take their data, выгрузить, выгрузка,
        экспорт, exportieren, exportar
    integration, integrate, integrates, connector, connect, connects, plugin, plug in, plug into, sync, syncs,
        two way sync, bidirectional, hook up, talk to, work with, works with, works inside, интеграция, интегрируется,
        anbindung, integrieren, schnittstelle, integración
    api, rest api, graphql, апи
    api limit, rate limit, rate limits, rate limiting, throttling, throttle, calls per minute, requests per second,
        api calls
    webhook, webhooks, push events, event notification, event notifications, outbound event, real time events
    sdk, client library, code library
    sandbox, test tenant, staging, staging instance, test environment, dev environment, тестовый контур, testumgebung
    notification, notifications, alert, alerts, уведомление, benachrichtigung
    mobile, mobile app, app for phones, smartphone, мобильное приложение, handy
    offline, no internet, without internet, internet connection, no signal, no connection, офлайн, без интернета
    user interface, ui, interface, screens, localised, localized, localization, localisation, translated, translation,
        translations, интерфейс, oberfläche, übersetzung, interfaz
    dark mode, dark theme, night mode, black background
    dashboard, dashboards, chart, charts
    scheduled, schedule, by mail, by email, automatically send, mailed to
    analytics, insights, bi
    artificial intelligence, ai, llm, copilot, assistant, gpt, openai, ии, нейросеть, ki, ia
    model training, train models, train on our data, train on customer data, learn from, learning from, ai training,
        used to train
    roadmap, planned, on the way, coming soon, в планах
    release date, when will, when does, when do we ship, eta, ga date, general availability, ga, launch, launches,
        when is, release, когда выйдет, когда будет, wann kommt, cuándo
    beta, early access, preview
    deprecation, deprecated, end of life, eol, sunset, discontinued
    competitor, battlecard, battle card, how do we win, win against, compare, compared, compares, comparison, differ,
        difference, differences, versus, vs, our edge, why us, position against, up against, rival, конкурент,
        сравнение, wettbewerber, competencia
    weakness, weak, weaknesses, weak spot, objection, objections
    reference, references, reference customer, reference call, similar client, customer story, case study,
        case studies, who uses, using us, logos, name drop, success story, референс, кейс, referenz, referencia
    partner, partners, партнер, партнёр, socio
    reseller, resellers, var, vars, channel partner, channel partners, distributor, реселлер, реселлеров,
        wiederverkäufer, händler, revendedor
    margin, points, off list, маржа, marge, margen
    referral, refer, refers, referred, finders fee, finder fee, introduced, brought a lead, brings a lead, реферал,
        empfehlung, vermittlung
    deal registration, deal reg, register a deal
    mdf, marketing funds, market development funds, co marketing
    commission, commissions, comp, compensation, do i earn, i get paid, earn, earnings, payout, комиссия,
        комиссионные, vertriebsprovision, comisión
    accelerator, accelerators, above quota, over quota, past quota, after 100, multiplier, overachieve
    bonus, spiff, spif, kicker, incentive, sales contest, contest, премия, бонус, prämie
    quota, target, my number, квота, план продаж
    ramp, ramping, new hire, new hires, new rep, new reps
    parental leave, paternity, maternity, paternity leave, maternity leave, baby, декрет, elternzeit
    vacation, pto, holidays, days off, annual leave, отпуск, urlaub, vacaciones
    sick leave, sick, ill, больничный, krank
    expense, expenses, reimburse, reimbursed, reimbursement, per diem, travel policy, командировка, spesen
    home office, remote work, work from home, wfh
    headcount, employees, how many people, company size, number of employees, сотрудников
    founded, company history, since when
    revenue, profitable, funding, investors, financials, arr, turnover, выручка
    ownership, who owns
    carbon, co 2, footprint, sustainability, sustainable, esg, climate, green, carbon neutral, emissions, ecovadis,
        углеродный, nachhaltigkeit
    accessibility, screen reader, blind users, barrier free
    hardware, device, devices, handheld, scanner, scanners, equipment, устройство, gerät
    battery, batteries, battery life, one charge, on a charge, without mains, accu, батарея, аккумулятор, akku,
        batería
    rugged, drop, drop rating, drop spec, drop test, fall, ip rating, ip 65, ip 67, dust, water proof, waterproof
    temperature, freezer, cold storage, frozen, minus 20, minus 30, operating temperature, температура, temperatur
    warranty, guarantee on, covered if it breaks, warranties, гарантия, garantie, garantía
    repair, repairs, repaired, broken, breaks, fix, ремонт, reparatur
    spare, spares, spare part, spare parts, replacement part, запчасти, ersatzteil
    loaner, loan unit, loan device, replacement device, swap unit
    delivery, deliver, lead time, ship, shipping, shipped, in stock, arrive, arrives, delivery time, delivery date,
        how soon can we ship, поставка, поставки, доставка, lieferung, lieferzeit, entrega
    import duty, customs duty, incoterms, export licence
    lease, leasing, rent, rental, rented, hire, as a service, аренда, miete, mieten, alquiler
    installation, install, installed, установка
    maintenance, maintain, servicing, service contract, maintenance agreement, обслуживание, wartung, mantenimiento
    calibration, calibrate, calibrated, recalibrate, калибровка
    shelf life, expire, expires, expiry, expiration, use by date, срок годности, haltbarkeit
    sterilization, sterilise, sterilize, sterile, autoclave, autoclaved, eto, disinfect
    reuse, reused, reusable, single use, reprocessing, disposable, throw away
    recall, recalled, field safety notice, safety notice
    clinical evidence, clinical data, clinical study, trial data, peer reviewed, publication, publications, rct
    customer success manager, csm, success manager, account manager, contact after the sale, kam
    contact person, point of contact, who do i ask, who do i send, who handles, к кому обратиться, ansprechpartner
    escalation, escalate, эскалация
    custom field, custom fields, own fields
    workflow, workflows, automation, automate, automatically, rule engine
    template, templates, шаблон, vorlage
    branding, white label, whitelabel, own logo, custom domain
    attachment, attachments, file size, upload limit, how big can a file
    performance, speed, latency, slow, fast, load time, быстро
    scalability, how many users, concurrent users, users at once, scale
    source code, escrow, code escrow
    open source, oss
    marketplace, app exchange
    procurement, purchasing, buyer, закупки, einkauf, compras
    tax, vat, sales tax, ндс, mehrwertsteuer, iva
    credit check, creditworthy
    payment plan, instalments, installments, рассрочка
    buyout, own it, purchase option
    status page, maintenance window, scheduled maintenance
    feature request, wish list, ask for a feature
    documentation, docs, manual, user guide, instructions, handbuch, документация
    video, recording, record, recordings, recorded
    transcription, transcribe, transcript, transcripts
    signature, e signature, esign, sign electronically
    barcode, qr code, rfid, nfc
    printer, print, label, labels
    gift, gifts, swag, entertain
    intellectual property, ip ownership, ip rights, owns the data, who owns the data, data ownership,
        право собственности, geistiges eigentum, propiedad intelectual
    publicity, logo use, use their logo, press release, logo rights, public reference, publicity clause
    exclusivity, exclusive
    late payment, late fee, overdue, pays late, unpaid invoice, dunning, просрочка, verzug
    force majeure
    right to audit, audit right, audit rights, audit clause
    most favoured, mfn, most favored nation
    order form, sign the order, order confirmation
    letter of intent, loi
    background check, background checks, screening of staff, vetted
    security training, awareness training
    code of conduct, anti bribery, ethics
    modern slavery, supply chain act, lieferkettengesetz
    deal desk, non standard deal, discount approval, above my limit, discount authority, bigger discount
    quote validity, quote valid, how long is the quote, price valid
    cpq, quoting tool, configure quote
    territory, territories, account ownership, whose account, account split, split commission, named accounts
    lead routing, inbound lead, inbound leads, who gets the lead, sdr, bdr
    forecast, pipeline, opportunity stage, stages
    overage, overages, over the limit, exceed, exceeds, go over, true up, extra usage, überschreitung, сверх лимита
    co term, coterm, co terminate, align the dates, prorate, prorated, mid term
    downgrade, fewer seats, reduce seats, drop seats, remove seats
    upgrade, move up, switch plan, change plan, higher plan
    pause subscription, pause, freeze the account, put on hold
    transfer licenses, reassign, swap licences, license transfer
    bundle, bundled, package deal, bundling
    promo code, coupon, promotion, promotions, campaign price
    payback, roi, return on investment, business case, tco, total cost of ownership, savings, окупаемость
    setup fee, one off fee, one time fee, implementation fee, activation fee
    professional services, consulting, day rate, hourly rate, services team, statement of work, sow
    premium support, gold support, platinum support, technical account manager, tam, support tier, support plan
    community, forum, user group
    knowledge base, help center, help centre, faq
    release notes, changelog, what changed, latest version, new version
    oem, embed our product, embed
    msp, managed service provider
    certified partner, partner tier, gold partner, partner level, partner program, partner programme,
        become a partner, партнерская программа
    competitor price, their price, quoted by them
    headquarters, hq, offices, where are we based, office in, офис
    customers count, how many customers, number of customers, customer base
    analyst report, gartner, magic quadrant, forrester, g 2 rating, awards, award
    acquisition, acquired, acquire, merger, bought by
    churn, churn rate, retention rate, nps, satisfaction score, customer satisfaction
    webinar, webinars, conference, event, booth, trade show, messe
    slide deck, deck, presentation, slides, pitch, one pager, brochure, datasheet, data sheet, flyer
    rfp, rfi, tender, ausschreibung, licitación, тендер
    search, full text search, filter, filters
    duplicates, duplicate, dedupe, deduplicate, merge records
    version history, undo, restore deleted, recycle bin, undelete, revisions
    bulk edit, mass update, bulk update
    custom object, custom objects, data model
    multi currency, several currencies
    time zone, timezone, time zones
    calendar, meeting booking, appointment
    chat widget, live chat, chatbot
    telephony, dialer, voip, call center, contact center, call centre
    email campaign, newsletter, mass mail, mailing
    form, forms, survey, surveys
    approval workflow, approval chain, approvals in the product
    forecasting module, predictions, predictive
    data enrichment, enrichment
    gps, tracking, location tracking, geofence, geofencing
    push notification, push notifications
    firmware, firmware update, ota update, software update, updates
    weight, dimensions, how heavy, size of the device
    power consumption, voltage, power supply, plug type, charger, charging, ladegerät
    accessories, mount, mounting, docking station, cradle, cable
    camera, sensor, sensors
    wireless, wifi, wlan, bluetooth, 5 g, lte, sim card, connectivity
    return policy, send back, returns, rma, rückgabe, возврат
    recycling, dispose, disposal, take back, weee, trade in
    made in, country of origin, where is it made, manufactured, factory location
    stock options, equity, rsu, shares
    health insurance, medical plan, dental
    pension, retirement, 401 k
    company car, car allowance
    laptop, work phone, equipment for employees
    employee referral, refer a friend, refer a candidate
    probation, probation period, probezeit
    notice period, resign, resignation
    promotion path, career path, career, promoted
    performance review, appraisal, feedback talk
    clawback, claw back, commission taken back, chargeback
    draw, recoverable draw, guarantee while ramping
    president club, club trip, top performer trip
    sustainability report, esg report
    status, how is it going
    usage report, usage statistics, adoption, how much they use it
    log in problem, forgot password, locked out, reset password
    ip address, ip addresses, firewall, ports, whitelist, allowlist, vpn
    single point of failure, redundancy, redundant, high availability
    load test, stress test, benchmark, benchmarks
    data classification, data types, what data do we collect, data collected, cookies
    consent, opt in, double opt in
    lawful access, government access, subpoena, patriot act, cloud act, schrems
    data transfer, transfer outside, cross border, international transfer
    anonymise, anonymize, anonymous, pseudonymise, mask, masking, redact
    accuracy, error rate, false positives, how accurate, precision, hallucinate, hallucination, makes things up
    model used, which model, underlying model, which llm
    learning curve, easy to use, ease of use, usability
    change management, user adoption, rollout plan
    contact data, contacts, address book
    product tour, walkthrough, recorded demo, demo video
"""
