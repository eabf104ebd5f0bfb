using ActorServer.Server.Admission;
using ActorServer.Server.Settings;

namespace ActorServer.Server.Steering;

/// <summary>What the services of one server show of themselves.</summary>
internal sealed class ServerFigures(IReadOnlyList<ServiceSettings> services)
{
    /// <summary>In the order of the configuration.</summary>
    public IReadOnlyList<ServiceFigures> Services { get; } = [.. services.Select(service => new ServiceFigures(service))];

    /// <summary>Of the service of this name; null where there is none.</summary>
    public ServiceFigures? Find(string name) => Services.FirstOrDefault(service => service.Name == name);
}
