using ActorServer.Server.Accepting;
using ActorServer.Server.Arrival;
using ActorServer.Server.Configuration;
using ActorServer.Server.Connections;
using ActorServer.Server.Placing;
using ActorServer.Server.Tls;
using ActorServer.Server.Workers;

namespace ActorServer.Server.Settings;

/// <summary>Checks all layers and makes the settings of them.</summary>
internal static class SettingsParser
{
    private const string Root = "actor-server";
    private const string DefaultService = "default";

    /// <summary>The built-in reference, the weakest layer.</summary>
    public static ConfigLayer Reference { get; } = ReadReference();

    /// <summary>Makes the settings of a profile and what overrides it, strongest first.</summary>
    /// <exception cref="ConfigurationError">Anything is wrong.</exception>
    public static ServerSettings Parse(ConfigLayer profile, IReadOnlyList<ConfigLayer> overrides)
    {
        var layers = new ConfigLayers([.. overrides, profile, Reference]);
        var blocks = new BackendBlocks(layers.Merged, Reference.Tree);
        var check = new KeyCheck(Reference.Tree, blocks);
        foreach (var layer in layers.StrongestFirst)
            check.Check(layer);

        var backends = ParseBackends(layers, blocks);
        var cluster = ClusterSection.Parse(new SectionReader(layers, $"{Root}.cluster"));
        var services = ServiceNames(layers, profile).Select(name => ParseService(layers, name, backends, WhyNonePlaced(cluster))).ToArray();
        CheckPorts(layers, services);
        CheckNames(cluster, services);
        var log = new SectionReader(layers, $"{Root}.log");
        return new ServerSettings(
            services,
            new SectionReader(layers, $"{Root}.shutdown").Duration("drain-timeout"),
            log.Choice("level", LogSection.Levels),
            layers.Effective)
        {
            LogFormat = LogSection.Format(log),
            LogLevels = LogSection.OfCategories(layers, log),
            Admin = AdminSection.Parse(new SectionReader(layers, $"{Root}.admin")),
            Diagnostics = IsDiagnosable(layers, services),
            Cultures = new SectionReader(layers, Root).Choice("cultures", "invariant", "system") == "system",
            ProfileCanBeReadAgain = profile.CanBeReadAgain,
            Cluster = cluster,
        };
    }

    /// <summary>The effective configuration as HOCON that can serve as a profile.</summary>
    public static string Render(ConfigLayer profile, IReadOnlyList<ConfigLayer> overrides)
    {
        var layers = new ConfigLayers([.. overrides, profile, Reference]);
        var root = layers.Merged.Find(Root)!;
        var services = ConfigTree.Block();
        foreach (var name in ServiceNames(layers, profile))
            services = services.With(name, WithoutUnusedHost(Section(layers, name).Tree(), ListenAddresses.AreListed(Section(layers, name).Below("listen"))));
        var blocks = new BackendBlocks(layers.Merged, Reference.Tree);
        var backends = blocks.All.Keys.Aggregate(ConfigTree.Block(), (all, name) => all.With(name, blocks.Section(layers, name).Tree()));
        return ConfigTree.Block().With(Root, root.With("services", services).With("backends", backends)).Render();
    }

    private static string? WhyNonePlaced(ClusterBlock? cluster) =>
        cluster is null ? $"never, as there is no cluster; set {Root}.cluster.seeds beside it"
        : !cluster.IsFront ? $"never, as this node is no front; add front to {Root}.cluster.roles"
        : null;

    // A service that sets both does not start.
    private static ConfigTree WithoutUnusedHost(ConfigTree service, bool hasAddresses) =>
        hasAddresses ? service.With("listen", service.Find("listen")!.Without("host", "port")) : service;

    private static bool IsDiagnosable(ConfigLayers layers, ServiceSettings[] services) =>
        new SectionReader(layers, Root).Choice("diagnostics", "auto", "on", "off") switch
        {
            "auto" => services.All(service => service.Backend.Workers is null),
            var choice => choice == "on",
        };

    private static string[] ServiceNames(ConfigLayers layers, ConfigLayer profile)
    {
        var inProfile = profile.Tree.Find($"{Root}.services")?.Children.Keys.ToArray() ?? [];
        var all = layers.Merged.Find($"{Root}.services")!.Children.Keys.ToArray();
        var hasDefault = inProfile.Length == 0 || inProfile.Contains(DefaultService);
        if (!hasDefault && all.Contains(DefaultService))
        {
            var source = layers.SourceOf($"{Root}.services.{DefaultService}")!.Name;
            throw new ConfigurationError(
                $"{source} sets the service named default, but {profile.Source} defines other services: {string.Join(", ", inProfile)}; use --set {Root}.services.{inProfile[0]}.KEY=VALUE");
        }

        return hasDefault ? [.. all.Prepend(DefaultService).Distinct()] : all;
    }

    private static SectionReader Section(ConfigLayers layers, string service) =>
        new(layers, $"{Root}.services.{service}", $"{Root}.service-defaults");

    private static Dictionary<string, BackendSettings> ParseBackends(ConfigLayers layers, BackendBlocks blocks)
    {
        var backends = new Dictionary<string, BackendSettings>(StringComparer.Ordinal);
        foreach (var (name, block) in blocks.All)
        {
            var path = $"{BackendBlocks.Root}.{name}";
            if (!block.IsBlock)
                throw new ConfigurationError($"{path} = {block.Value} in {layers.SourceOf(path)!.Name} is not allowed: a backend is a block with a class");
            backends.Add(name, BackendSettings.From(name, blocks.Section(layers, name), blocks));
        }

        return backends;
    }

    private static ServiceSettings ParseService(ConfigLayers layers, string name, Dictionary<string, BackendSettings> backends, string? whyNonePlaced)
    {
        var section = Section(layers, name);
        var isolation = section.Text("isolation");
        if (!backends.TryGetValue(isolation, out var backend))
            throw section.Wrong("isolation", $"{string.Join(", ", backends.Keys)} (the blocks under {Root}.backends)", Nearest.Suggestion(isolation, backends.Keys));
        var executable = backend.Workers?.Executable;
        var handler = HandlerParser.Parse(section.Below("handler"), executable is not null && WorkerExecutable.IsOwn(executable));
        if (handler.Loaded is { } loaded && backend.Kind.Description.CannotRun(new HandlerToRun(handler.Name, loaded.Type, loaded.Kind, isolation)) is { } why)
            throw section.Wrong("isolation", why);
        if (executable == WorkerExecutable.NativeKind && !WorkerExecutable.KnowsNatively(handler))
            throw section.Below("handler").Wrong("type", $"the native worker knows the built-in handlers alone; set {Root}.backends.{isolation}.executable to auto, managed or a worker of your own");
        var service = new ServiceSettings(name, ListenSettings.From(section.Below("listen")), backend, handler, LimitSettings.From(section.Below("limits")))
        {
            Tls = TlsSection.Parse(section.Below("tls")),
            Arrival = ArrivalSettings.From(section),
            Placement = PlacementSection.Parse(section.Below("placement"), whyNonePlaced),
        };
        // A backend that cannot say it is an error of the configuration, now rather than later.
        _ = service.BackendNeeds();
        return service;
    }

    private static void CheckPorts(ConfigLayers layers, ServiceSettings[] services)
    {
        if (PortClash.Find(services) is not var (one, other))
            return;
        var who = one.Service == other.Service ? $"service {one.Service.Name} wants the same {What()} twice" : $"services {one.Service.Name} and {other.Service.Name} want the same {What()}";
        throw new ConfigurationError($"{who}: {Wanted(one)}, {Wanted(other)}; {(one.Service == other.Service ? "leave one of them out" : Advice())}");

        string What() => one.Address is ListenAddress.Unix ? "Unix socket" : "port";

        string Advice() => one.Address is ListenAddress.Unix
            ? "give one of them another path"
            : "give one of them another listen.port, or an address of its own as listen.host";

        string Wanted(PortClash.Wanted wanted)
        {
            var listen = Section(layers, wanted.Service.Name).Below("listen");
            return wanted.Address is ListenAddress.Internet alone && !ListenAddresses.AreListed(listen)
                ? $"{wanted.Service.Name} has listen.host = {alone.Host} and listen.port = {alone.Port} ({listen.Place("port")})"
                : $"{wanted.Service.Name} has {wanted.Address} in listen.{ListenAddresses.Key} ({listen.Place(ListenAddresses.Key)})";
        }
    }

    private static void CheckNames(ClusterBlock? cluster, ServiceSettings[] services)
    {
        if (cluster is not null && services.Any(service => service.Name == LegAcceptor.Name))
            throw new ConfigurationError($"{Root}.services.{LegAcceptor.Name} is not allowed: in a cluster that name is taken; choose another one");
    }

    private static ConfigLayer ReadReference()
    {
        using var stream = typeof(SettingsParser).Assembly.GetManifestResourceStream("reference.conf")!;
        using var reader = new StreamReader(stream);
        return ConfigLayer.Parse("the built-in reference", AppContext.BaseDirectory, reader.ReadToEnd());
    }
}
