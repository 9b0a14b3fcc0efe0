"""More ways to say what `glossary.py` names: each line adds words to the meaning that it begins with.

Written from what is said on sales calls in any trade. Common single words are left out: they dilute what the model
reads and join what is not alike (docs/decisions/gaps.md).
"""

from __future__ import annotations

MORE_WAYS = """
    price, what do we charge, what would it cost, what will it cost, what it costs, ballpark, budgetary, price list,
        pricelist, price point, price sheet, unit price, per unit, per seat, per head, how much for, how much do,
        how much would, how much will, pricey, pricing model, tariff, combien, prezzo, quanto costa, charge for,
        what do i quote, give me a figure, pricing for, what does it cost, cost comparison, price comparison
    discount, haggle, money off, lower price, price reduction, reduce the price, come down on price, sharpen the price,
        markdown, price match, best price, deal sweetener, cut the price, price concession, wiggle room,
        knock something off, percent we can give, go lower, reduced rate, sconto, korting, réduction, disc,
        sharpen the pencil, how much can i take off, percent can i give, come down, price cut, price should drop,
        money off list
    volume, volume discount, bulk, bulk discount, quantity discount, volume tiers, in bulk, large quantity, big order,
        economies of scale, mengenrabatt, volume break, volume breaks, price breaks, number of seats
    billing, billing cycle, invoices, e invoice, e invoicing, einvoicing, billing date, facturation, fattura
    payment terms, net terms, days net, on account, pay later, credit terms, pay within, due date, deferred payment,
        terms of payment, longer terms, zahlungsbedingungen, plazo de pago
    late payment, in arrears, arrears, past due, do not pay, does not pay, refuses to pay, missed payment, non payment
    payment plan, pay in parts, split the payment, staged payment, milestone payment, down payment, partial payment,
        ratenzahlung
    free, for free, free tier, freemium, included in the price, at no extra cost, no extra cost, inclusive, waive,
        waived, thrown in, throw in, on the house, comes with, inbegriffen, incluido, inclus
    surcharge, hidden costs, hidden fees, extra cost, extra costs, on top of, cost extra, costs extra, additional cost,
        pass through, handling fee
    setup fee, one time charge, one off cost, set up cost, setup cost, implementation cost, onboarding fee, joining fee
    price increase, increase the price, raise the price, raise prices, raise our prices, price rise, price hike, go up,
        goes up, indexation, inflation, cpi, annual increase, yearly increase, increase cap, prices change,
        price change, price guarantee, price protection, fixed price, lock in, locked in, augmentation de prix
    minimum, moq, minimum order, minimum order quantity, minimum commitment, min order, minimum spend, lowest,
        smallest order, minimum contract, minimum seats, entry level, starting from
    maximum, capacity, ceiling, quota limits, at most, up to how many, how many can
    overage, above the included, more than included, run over, fair use, fair usage, exceeded, exceeding, go above,
        went over, over their allowance, excess usage, additional usage, bill jump, billed extra, billed for more,
        extra charge when, rest billed, exceed the quota, over the quota
    trial, try it, try it out, try out, trial period, trial account, evaluation, evaluate, free month, free period,
        test it, test period, probe, essai, prova
    pilot, pilot phase, pilot project, start small, proof of value, pov, paid pilot, trial run, piloto
    demo, show it live, demo environment, demo kit, demo day, see it in action, vorführung
    contract, contractual, paperwork, terms and conditions, tos, terms of service, general terms, t cs, t and cs,
        our paper, their paper, contract template, framework agreement, agb, condiciones
    termination, end the contract, early exit, exit clause, walk away, opt out, back out, get out of the contract,
        exit early, leave early, stop early, termination fee, cancellation fee, exit fee, terminate for convenience,
        leave before, stop the contract, stop the subscription, notice to cancel, résilier, disdetta
    renewal, renewals, renewal date, renewal price, prolong, roll over, rolls over, contract ends,
        when the contract runs out, renouvellement, rinnovo, existing account extends, extend the deal, second year,
        year two, year 2
    auto renewal, automatically renew, automatically renews, renews automatically, rolling contract, tacit renewal,
        opt out of renewal
    liability, liable, unlimited liability, consequential damages, who is responsible, responsible if, who pays if,
        legal responsibility, on the hook
    indemnity, indemnities, ip infringement, infringement, third party claims, get sued, sued
    insurance, insurance cover, coverage amount, professional indemnity, public liability, cyber insurance, coi,
        proof of insurance, policy limit
    legal, legal team, our lawyers, legal department, contract review, negotiate terms, terms changed, change a clause,
        clause, clauses
    redline, edit the contract, amend, amended, amendment, amendments, change our terms, changes to the contract,
        edits to our contract, strike a clause
    dpa, data processing, processor agreement, data protection agreement, gdpr agreement, model clauses,
        acuerdo de tratamiento
    nda, mutual nda, mnda, before we share anything, confidentiality, confidential, geheimhaltung
    governing law, which law, arbitration, which country law, legal venue, disputes, dispute resolution
    refund, refunds, refunded, refundable, nonrefundable, get their money back, money back guarantee,
        reimburse the customer, remboursement
    penalty, liquidated damages, late delivery penalty, contractual penalty, vertragsstrafe
    credit, credits back, compensation for downtime, compensate the customer, credit note, pay back, make good,
        what do they get if, gutschrift
    uptime, up time, uptime guarantee, availability guarantee, three nines, four nines, 99.9, 99.95, 99.99,
        guaranteed availability, goes down, is down, went down, service interruption, reliability, reliable,
        how often is it down, unplanned downtime
    sla, guarantee service, service guarantee, service commitments, guaranteed response
    response time, how fast do we answer, how quickly do we answer, how fast do we respond, how quickly do we react,
        get back to them, hours to answer, time to respond, how long until someone answers, turnaround,
        resolution time, time to resolve, how long to fix, how fast do we fix, time to fix, délai de réponse, pick up,
        someone awake, when does a human, human pick up
    support, customer support, tech support, technical support, support team, support desk, helpline, customer care,
        who helps, get help, assistance technique
    support hours, business hours, office hours, at night, overnight, round the clock, 24x7, 24 hours, follow the sun,
        out of hours support, outside business hours, bank holiday, public holidays, on call, after hours support,
        servicezeiten
    phone, by phone, someone to call, talk to a human, real person, speak to someone, number to call
    priority, critical issue, severity levels, priority levels, critical issues, blocker
    escalation, escalation path, who do i escalate, unhappy customer, angry customer, reclamación, beschwerde
    certificate, accredited, accreditation, accreditations, certifications, which certificates, certify,
        proof of compliance, certificat, certificación
    compliance, comply, complies, regulation, regulations, regulatory, regulator, regulated, legal requirements,
        in line with, adhere, conformité
    approval, get approved, who has to approve, needs approval, needs to approve, okay from, permission from,
        who can approve, whose approval, sign it off, sign the deal off, authority to, goedkeuring
    questionnaire, security form, vendor assessment, supplier form, supplier questionnaire, vendor onboarding,
        vendor registration, due diligence, assessment form, security review, supplier portal, fragebogen
    penetration test, pen tests, pentests, ethical hackers, security testing, external security test, third party test,
        who tests our, tests our product, hacking test
    vulnerability, security hole, zero day, security patches, security fixes
    breach, been hacked, data loss, security breach, incident response, notify them of a breach, breach notification,
        incident notification, ransomware, datenpanne
    encryption, aes, aes 256, tls, at rest, in transit, end to end encryption, e2ee, crypto keys, chiffrement
    subprocessor, subcontractor, subcontractors, sub contractors, third parties, vendors do we use,
        suppliers do we use, outsourced, outsource, outsourcing, who else sees, subunternehmer
    data residency, data kept, data live, data sit, data sits, data reside, data resides, where the data is,
        where is their data, where does the data, which country is the data, server location, servers,
        where are the servers, hosting location, hosting region, in country, within the country, data localisation,
        datos, hébergement, hébergées, gehostet, gespeichert
    personal data, personal information, customer data, sensitive data, données personnelles, datos personales
    privacy, privacy policy, data privacy, privacy officer, data protection officer, datenschutzbeauftragter
    data deletion, delete their data, destroy the data, remove their data, what happens to the data, data after,
        remove personal data, erasure, certificate of destruction, taken off our systems
    retention, how long is it kept, how long do we store, kept for, storage period, retention period, data retention,
        keep records, archive, archived, archiving, history kept, how far back
    backup, recovery point, snapshot, snapshots, how often do we back up, lost data, data recovery, sauvegarde
    disaster recovery, dr plan, dr test, continuity plan, recovery time, business continuity plan, emergency plan,
        fail over, notfallplan
    audit log, audit logging, see who changed, change history, who changed, track changes, traceability
    right to audit, audit us, customer audit, come and audit, inspect our
    role, user roles, role based, rbac, access control, user rights, restrict access, who can see, who can access,
        limit access, access levels, user permissions, hide from
    approval workflow, approval steps, two person approval, four eyes, second approver, multi level approval
    training, train the users, train users, user training, webinars for users, e learning, elearning, lms, tutorial,
        tutorials, learning materials, formation, formazione
    onboarding, get started, getting started, how long to set up, how long does it take to set up, deploy, deployment,
        deployed, rollout, roll out, rolled out, time to value, how fast can they start, go live date, start date,
        how soon can they start, kickoff, implementation plan, project plan, setting up, set it up, mise en place,
        implantación, inbetriebnahme, live by, up and going, realistic date, time from signature, timeline,
        from signing, how many weeks, how long until, puesta en marcha, be live
    migration, switch from, switching from, move from, moving from, migrate from, transfer data, data transfer from,
        import from their old, bring their data, bring over, port over, come from, replace their current,
        historical data, history from, old data, existing data, changeover, bascule, moving data, old records,
        records moved, data taken over, moving stuff, datenübernahme, reprise de données, migración de datos
    import, bring in, load data, mass import, bulk upload, csv upload, file import, ingest
    export, get their data, take data with them, data back, leave with, data out, raw data, descargar, exporter
    integration, interoperable, compatible, compatibility, interface with, interfaces with, link to, links to,
        synchronise, synchronize, synchronisation, synced, push data, pull data, native connector, native integration,
        speaks to, plays with, play nice with, hooks into, feeds into, feed into, pass data, exchange data, talks to,
        out of the box, middleware, edi, intégration, anbinden, conectar, collegare
    api, apis, open api, endpoint, endpoints, developer docs, api docs, api documentation, programmatically, odata,
        swagger, api key, api keys, api access
    api limit, api quota, call limit, calls per day, requests per minute, too many requests, 429, api cap, api throttle
    sandbox, test system, test account, test instance, playground, uat, uat environment, non production, dev instance,
        demo tenant, developer account
    notification, get told
    mobile, mobile version, phone app, on a phone, on their phone, native app, mobile apps, tablet, tablets, app,
        field app, teléfono móvil, móvil
    offline, work without internet, offline mode, internet goes down, poor connection, no coverage, lose connection,
        bad reception, no network, connection drops
    user interface, multilingual, multi language, which languages, language versions, language packs, other languages,
        user language, idiomas, langues, sprachen
    report, custom report, custom reports, report builder, reporting tool, own reports, build reports,
        standard reports, rapport, berichte
    dashboard, kpi, kpis, graphs, visualise, at a glance, overview screen
    analytics, statistics, metrics, data analysis, trends
    artificial intelligence, machine learning, ml, genai, chatgpt, ai features, ai feature, ai agent, ai assistant,
        algorithm, künstliche intelligenz, inteligencia artificial
    model training, use their data to train, use customer data for ai, data used for ai, trained on
    roadmap, road map, plans to, plan to, next year, next quarter, next release, in the works, upcoming, future plans,
        being built, feuille de route, on our list
    release date, when can they get, when will it be, out yet, available yet, when do we launch, shipped yet,
        go to market date, fecha de lanzamiento, when is it out
    deprecation, phase out, phased out, being retired, stop supporting, stops being supported, end of support,
        end of sale, how long will we support, legacy version, older version, old versions, discontinue
    competitor, competitors, alternative to, better than, better or worse, stack up against, stacks up, differentiate,
        differentiator, differentiators, different from, different to, edge over, advantage over, vs.,
        switch away from, displace, incumbent, instead of, why should they choose, kill points, landmines,
        head to head, concurrent, gegenüber, konkurrenz, rispetto
    weakness, achilles heel, pros and cons, downside, drawbacks, disadvantages, what is wrong with, pushback,
        push back, how do i answer, how to respond, rebut, rebuttal, too expensive, cons, gaps, fall short,
        weak points, weak spots, trap questions, ammo, attack, do badly, main complaints, unhappy with, bake off,
        falls short, point faible, points faibles, schwächen, debilidades
    reference, reference site, reference visit, reference list, referenceable, speak to a customer, talk to a customer,
        existing customer, customer they can call, customers they can talk to, similar customer, customers in,
        same industry, proof points, proof point, who else uses, who else do we serve, customers like them,
        client list, big names, well known customers, references in, référence, referencias, logo, someone similar,
        speak to a peer, call someone similar, in the same trade, in their industry, in the same industry,
        proof it works
    publicity, name them as a customer, use their name, logo on our website, logos on website, mention them
    partner, partnership, partnerships, alliance, alliances, ecosystem, through a partner, partenaire
    reseller, resell, resells, resold, var partner, wholesale, wholesaler, indirect sales, distributeur, distribuidor
    margin, markup percent, partner discount, reseller discount, dealer discount, profit margin, partner margin
    referral, referral bonus, finders, introduction fee, recommend us, recommends us, affiliate, kickback, parrainage
    deal registration, registered deal, protect the deal, deal protection, lead registration
    commission, paid on, commission rate, commissionable, commission plan, how much do i make, what do i make,
        what do i get for, do i get paid, paid out, my cut, percentage do i, comp plan, compensation plan, ote,
        variable pay, when do we get paid, commission statement, split on a deal, provision, provisión, cut, am i paid,
        am i credited, comp rate, commissions on, do i get credit, get credited, credited
    accelerator, overachievement, above target, over target, beyond quota, exceed quota, over 100, past target
    bonus, sales incentive, quarterly bonus, contest rules, bono
    quota, quotas, sales target, annual target, number for the year, quota relief, target relief
    clawback, give commission back, lose my commission, commission if they cancel, paid back if the customer,
        commission reversed
    territory, whose lead, which region is mine, whose customer, who owns the account, account owner,
        assigned accounts, rules of engagement, roe
    expense, expense report, travel costs, travel expenses, client dinner, client dinners, entertainment budget,
        customer lunch, mileage, company card, corporate card, claim back
    vacation, leave policy, days of leave, time off, congés
    headcount, how big are we, how many of us, size of the company, number of staff, staff do we have, how many staff,
        team size, mitarbeiter, empleados
    founded, how old is the company, how long have we been, in business, year were we, years in business, track record,
        history of the company
    revenue, financial statements, financially stable, financial stability, balance sheet, annual report,
        annual revenue, financial health, stability, credit rating, duns, d u n s, d&b, are we profitable, go bust,
        go bankrupt, bankruptcy, insolvency, solvency, insolvent, umsatz, chiffre affaires
    ownership, owned by, shareholders, parent company, privately held, public company, beneficial owner,
        group structure, subsidiary, subsidiaries, investor
    headquarters, registered office, our address, company address, legal entity, entity, vat number, company number,
        registration number, local entity, local office, local presence, where are we located, sede, siège
    carbon, environmental, environment policy, net zero, scope 3, co2, carbon footprint, carbon report, csr,
        eco friendly, environmentally friendly, sustainability policy, environmental impact, durabilité
    recycling, recycle, recycled, recyclable, end of life disposal, circular, old units
    modern slavery, forced labour, forced labor, child labour, human rights, conflict minerals,
        supply chain due diligence, ethical sourcing
    code of conduct, anti corruption, bribery, sanctions, sanctioned, embargo, export control, whistleblower,
        diversity, supplier code, dei, minority owned, woman owned
    accessibility, disabled users, screenreader, visually impaired, barrierefrei
    hardware, gateway, appliance, matériel
    warranty, warrantied, guaranteed for, years guarantee, guarantee period, extended warranty, warranty period,
        under warranty, out of warranty, warranty claim, void the warranty, if it breaks, breaks down, defect,
        defective, faulty, garanzia
    repair, mend, repair time, rma process, sent in for repair, repair turnaround, breakdown, réparation
    spare, spare part availability, replacement parts, parts availability, pièces détachées, repuestos
    loaner, temporary replacement, courtesy unit, replacement unit, advance replacement, swap out, exchange unit,
        replacement while
    delivery, dispatch, dispatched, delivery times, how long to deliver, how long does delivery take,
        how fast can we deliver, get it by, lead times, eta, backlog, availability of stock, backorder, on order,
        when will it arrive, next day delivery, express delivery, rush order, expedite, livraison, consegna,
        plazo de entrega, liefertermin, livrer
    import duty, ddp, dap, exw, fob, cif, hs code, tariff code, import tax, zoll, aduana
    lease, leased, hire purchase, rental option, finance it, finance option, capex, opex, loan it, leasing partner,
        location financière
    buyout, buy it outright, purchase outright, buy outright, keep it at the end
    installation, mounting on site, site survey, who installs, self install, plug and play, instalación, montage
    maintenance, service visit, preventive maintenance, service interval, upkeep, service plan, annual service,
        entretien, manutenzione
    return policy, return it, return them, send it back, return window, take it back, wrong item, restocking,
        restocking fee, unsold, devolución, retour
    customer success manager, dedicated contact, named contact, dedicated manager, who looks after, looks after them,
        single point of contact, assigned to them, relationship manager, account team, dedicated account manager
    contact person, who can i talk to, who should i talk to, who do i talk to, who to contact, whom do i ask,
        who is responsible for, who knows about, right person
    professional services, implementation services, consulting days, service days, day rates, billable, paid services,
        services cost
    premium support, dedicated support, support packages, support levels, support plans, enhanced support, vip support,
        paid support, support upgrade
    scalability, scale up, grow with, biggest customer, largest customer, how many records, how many transactions,
        peak load, peak, peaks, heavy load, high volume, throughput, large scale
    performance, response times of the system, loading time, lag, laggy, sluggish, how fast is it
    attachment, large files, big files, storage space, gb, gigabyte, storage limit, how much storage, disk space,
        speicherplatz
    multi currency, multiple currencies, other currencies, local currency, foreign currency, which currencies,
        exchange rate, fx, in which currency
    tax, tax exempt, exempt, reverse charge, gst, vat exempt, tva
    credit check, credit limit, credit line, creditworthiness, bonität
    procurement, preferred supplier, vendor list, approved vendor, approved supplier, supplier list, frameworks,
        purchasing department, buying group, group purchasing, public tender
    rfp, rfq, request for proposal, tender response, rfp answers, rfp library, appel offres
    quote validity, quote expire, quote expires, quotation valid, offer valid, how long is an offer, valid for,
        price held, hold the price, hold a quote, validity
    deal desk, special terms, special deal, above my authority, more than i can give, how far can i go,
        how low can i go, who signs off a discount, discount above, discount over, custom deal, out of policy,
        sonderkonditionen
    payback, return of investment, pays for itself, pay for itself, savings calculator, roi calculator, roi numbers,
        cost saving, cost savings, business value, value calculator, break even, justify the cost, cost justification,
        time saved, hours saved, rentabilité, ahorro
    downgrade, scale down, scale back, fewer users, fewer licences, less seats, less users, decrease,
        drop to a lower plan, go down a plan, lower tier, cut seats, give back licences, lower plan
    upgrade, add seats, add users, more seats, more users, extra seats, additional users, additional seats, add more,
        switch to a higher, expansion, higher tier, buy more, grow the account, midterm
    pause subscription, suspension, off season, dormant, temporarily stop, stop for
    transfer licenses, move a licence, assign the contract, change of control, change of ownership, novation,
        change of owner, rename account
    bundle, buy both, both products, package price, cross sell, take both
    acquisition, taken over, takeover, mergers, sold the company, buys them
    churn, why do customers leave, why customers leave, customers lost, how many customers leave, csat, satisfaction,
        happy customers, retention numbers, review site, capterra, trustpilot
    customers count, how many clients, clients do we have, user base, installed base, install base, market share,
        how many companies use
    analyst report, analysts, idc, awards won, won any award, leader quadrant, recognised
    slide deck, collateral, sales material, marketing material, leaflet, one page, onepager, pdf to send,
        something to send, handout, whitepaper, white paper, whitepapers, product sheet, fact sheet, prospekt
    video, recorded session
    documentation, handbook, help pages, technical documentation, white papers, instruction manual, user manuals,
        bedienungsanleitung
    release notes, changes in the last, how often do we release, how often do we update, release cycle,
        release schedule, new features, changelogs, updates cost, forced updates
    status page, planned maintenance, planned downtime, maintenance windows, when do we do maintenance,
        announce maintenance, live status
    feature request, request a feature, suggest a feature, vote for, missing feature, enhancement request
    source code, source access, code held, if we go out of business, if we disappear, go under
    intellectual property, who owns, own the rights, ownership of, owns their data, copyright, patent, patents,
        license to use, belongs to
    exclusivity, exclusive rights, sole supplier, only sell to, non compete, noncompete
    most favoured, best price guarantee, best customer pricing, lowest price guarantee
    background check, criminal record, staff vetted, employee screening, vetting, security clearance
    security training, phishing training, staff training on security, security awareness
    duplicates, double entries, duplicate records, merge duplicates, dubletten
    search, find records, lookup, full text, searchable, filtering
    version history, undo a change, roll back, rollback, previous version, recover deleted, restored if deleted,
        bring back deleted
    bulk edit, change many at once, edit in bulk, mass edit, mass change, batch
    workflow, approval rules, business rules, rules engine, automated, automations, auto assign, automatisch,
        automatiser
    template, presets, standard templates, predefined, prebuilt, ready made, boilerplate
    signature, electronic signature, digital signature, sign digitally, e sign, counter sign, unterschrift
    barcode, qr, qr codes
    gps, live location, real time location
    accuracy, accurate, reliable are the numbers, wrong results, genauigkeit
    data classification, what do we store, which data do we store, what data is stored, what data do we see,
        data fields, information do we collect, tracking cookies
    data transfer, outside the eu, leave the country, leaves the country, outside the country, data go to the us,
        transferred to, abroad, overseas, third country
    anonymise, anonymised, anonymisation, pseudonymous, de identify, deidentified, hide personal data
    consent, permission to contact, unsubscribe, opt outs
"""
