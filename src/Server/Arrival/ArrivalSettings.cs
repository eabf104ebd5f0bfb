using ActorServer.Server.Configuration;

namespace ActorServer.Server.Arrival;

/// <summary>Who may come into a service, and how the others are refused.</summary>
internal sealed record ArrivalSettings(
    AccessList Access, ProxySettings Proxy, SourceSettings PerSource, RateSettings Rate, PenaltySettings Penalties, RefuseWith RefuseWith)
{
    /// <summary>Everybody may come in.</summary>
    public static ArrivalSettings Off { get; } = new(AccessList.Everybody, ProxySettings.Off, SourceSettings.Off, default, PenaltySettings.Off, RefuseWith.Reset);

    /// <summary>Whether clients need not be looked at before they are admitted.</summary>
    public bool IsOff => Access.IsOff && Proxy.IsOff && PerSource.IsOff && Rate.IsOff && Penalties.IsOff;

    public static ArrivalSettings From(SectionReader service)
    {
        var limits = service.Below("limits");
        return new ArrivalSettings(
            AccessList.From(service.Below("access")),
            ProxySettings.From(service.Below("proxy-protocol")),
            SourceSettings.From(limits.Below("per-source")),
            RateSettings.From(limits),
            PenaltySettings.From(limits.Below("penalties")),
            RefuseWith.From(limits));
    }
}
