namespace ActorServer.Admin.Tests.Doubles;

/// <summary>A test that runs where Prometheus's promtool is installed.</summary>
internal sealed class FactWithPromtoolAttribute : FactAttribute
{
    public FactWithPromtoolAttribute()
    {
        var isThere = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "promtool")));
        Skip = isThere ? null : "there is no promtool (Debian: prometheus)";
    }
}
