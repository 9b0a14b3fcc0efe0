"""More that customers of any company ask for; read as `glossary.py` is."""

from __future__ import annotations

MORE_TOPICS = """
    usage based, pay as you go, payg, pay per use, consumption, per transaction, per use, usage pricing,
        pay what you use, by the gig, per gb, per gig
    term, contract length, contract term, contract duration, how long is the contract, locked in for, minimum term,
        multi year, multiyear, long term, initial term, laufzeit, vertragslaufzeit, durée
    cooling off, change their mind, change of mind, withdrawal right, right of withdrawal
    notice, notice period, how much notice, days notice, months notice, kündigungsfrist
    support language, support in, languages does support, helpdesk language, speak german, native speaker
    audit, auditor, auditors, audited by, inspection, inspect, inspected
    bank details, iban, account number, bank letter, w 9, remit
    shipping cost, delivery cost, delivery charge, free shipping, postage, who pays shipping, versandkosten
    site requirements, floor space, foundation, ceiling height, power requirements, prerequisites,
        technical requirements, system requirements, minimum requirements, specs, spec
    sample, sample pack, swatch, trial pack, muster
    quality control, quality assurance, qa, qc, inspection report, defect rate, test certificate
    safety, msds, sds, safety data sheet, hazardous, toxic, flammable, risk assessment, health and safety, osha, ppe
    noise, noisy, decibel
    energy use, energy consumption, power draw, kwh, watts, energy efficient
    lifespan, life expectancy, how long does it last, how long do they last, service life, durability, durable,
        wear out, lebensdauer, vida útil
    customisation, customise, customised, bespoke, tailor, tailored, custom made, made to order, custom build, adapt,
        adapted, personalise, configurable, configure, individuell
    white label, own brand, our branding, their branding, rebrand, rebranded, private label, their logo on,
        under their own name, co branded
    multi site, several locations, multiple locations, multiple sites, branch offices, several offices,
        subsidiaries use, group companies, affiliates, other entities, multi entity, multiple entities, filialen
    way to pay, payment method, payment methods, payment options, how can they pay, how do they pay, pay with, pay by,
        zahlungsart, forma de pago
    billing interval, billing frequency, billed how often, pay per month, pay each month, instead of yearly,
        not yearly, pay yearly, annual payment, annual billing, monthly billing, monthly payment, bill monthly,
        bill annually
    purchase order, po, po required, without a po, bestellung
    quote, quotation, quotations, offer letter, formal offer, angebot, devis, oferta, коммерческое предложение
    firewall, open ports, network requirements, proxy, static ip, bandwidth, ip ranges, network access
    browser, browsers, chrome, firefox, safari, edge browser, internet explorer
    operating system, which os, windows version, distro, distros, distributions, server version
    password, passwords, password rules, reset their password, login, log in, sign in, logins
    session timeout, logged out, auto logout, idle, timeout
    real time, realtime, live data, refresh, refreshed, how up to date, how current, near real time
    role play, objection handling, talk track, call script, email template, cold call, cadence, elevator pitch,
        discovery questions
    ideal customer, icp, target market, target customer, sweet spot, who do we sell to, personas, persona, best fit,
        qualification, not a fit, segment, segments
    handover, hand over, handoff, hand off, who takes over, after signing, after the sale, post sale
    sales process, sales cycle, how long does a deal take, deal stages, crm hygiene, stage definitions
    subscription, subscriptions, subscribe, abonnement, suscripción, abo
    active user, inactive user, inactive users, named user, named users, concurrent licence, shared login,
        share a licence, shared account, per user
    age limit, under 18
    nonprofit discount, charity discount, educational discount, startup discount, startup program
    loyalty program, loyalty discount, loyal customer, long standing customer
    competitor switch, buy out their contract, still under contract with, locked with another,
        overlap with their current, switching incentive, double pay, contract with a competitor
    acceptance, acceptance test, sign off criteria, success criteria, acceptance criteria
    project manager, project management, project lead, implementation team, who runs the project
    language of contract, contract in, contract in german, translated contract
    country availability, do we sell in, sell in, sell to, sell into, which countries, available in, do we operate in,
        operate in, countries do we, serve customers in, outside of, do we cover, coverage, worldwide, länder, países
    prepayment, prepay, prepaid, upfront, up front, pay in advance, pay everything now, pay everything on day one,
        cash up front, pay the whole, whole year at once
    lead ownership, who owns a lead, whose lead, lead conflict, whose is it, grabbed my account, same lead,
        lead conflict rule
    upsell, add on sale, more seats sold, account grew, expansion deal, adds seats
    soc report, trust services, trust services criteria
    independent test, independent tests, evaluation results, test results, scores, third party evaluation, lab test,
        lab results
    managed service, managed services, we run it for them, monitoring for them, do it for them, outsourced to us,
        round the clock monitoring, analysts watch
    customer guarantee, put your money where, guarantee payout, pay out if, performance guarantee,
        money where your mouth is
    explainability, explain why, explains, black box, reasons behind, how it decides, which factors
    own data types, record types, custom entities, own record types
    message limit, sending limit, send limit, daily cap, daily sending, emails per day
    text messages, texts, sms, messaging price
    sign in, sign on, login with, log in with, log in, sign in with
"""
